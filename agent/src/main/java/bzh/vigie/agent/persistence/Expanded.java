package bzh.vigie.agent.persistence;

import bzh.vigie.agent.host.Accounts.LocalAccount;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.WindowsPath;
import bzh.vigie.agent.persistence.Site.Pattern;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed.Include;
import bzh.vigie.agent.persistence.format.Surroundings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Files that another one includes, found for one account.
 *
 * @param format of these files, empty where it is the place's own
 * @param superuser the account has uid 0
 */
record Expanded(Pattern pattern, Optional<Format> format, boolean superuser) {
    private static final String HOME = "~/";
    private static final String NAME = "{user}";

    /**
     * For the site's owner; for a site of the machine, for every account where it depends on one. A path as Windows writes it has
     * the variables that there are around it.
     */
    static List<Expanded> of(Include include, Site site, List<LocalAccount> accounts, Surroundings around) {
        String path = include.path();
        if (!path.startsWith("/") && !path.startsWith(HOME)) {
            return WindowsPath.parse(around.expand(path))
                    .map(p -> new Expanded(new Pattern(HostPath.ROOT, p.components()), include.format(), false))
                    .stream()
                    .toList();
        }
        boolean ofAccount = path.startsWith(HOME) || path.contains(NAME);
        if (!ofAccount) {
            return Pattern.of(path)
                    .filter(p -> !p.names().isEmpty())
                    .map(p -> new Expanded(p, include.format(), false))
                    .stream()
                    .toList();
        }
        List<Expanded> all = new ArrayList<>();
        for (LocalAccount account : site.owner().map(List::of).orElse(accounts)) {
            String named = path.replace(NAME, account.account().name());
            HostPath start = named.startsWith(HOME) ? account.home() : HostPath.ROOT;
            // a home that no account names belongs to whoever owns the folder, who need not be able to log on
            boolean superuser = account.uid() == 0 && !account.account().id().startsWith("-/");
            HostPath.parse("/" + (named.startsWith(HOME) ? named.substring(HOME.length()) : named))
                    .map(HostPath::components)
                    .filter(names -> !names.isEmpty())
                    .ifPresent(names -> all.add(new Expanded(new Pattern(start, names), include.format(), superuser)));
        }
        return all;
    }

    /** As included by a file that was included itself: of its format where it has none of its own. */
    Expanded from(Optional<Expanded> includer) {
        return new Expanded(
                pattern,
                format.or(() -> includer.flatMap(Expanded::format)),
                superuser || includer.filter(Expanded::superuser).isPresent());
    }
}
