package bzh.vigie.collector.account;

import bzh.vigie.collector.store.AccountUses;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.text.LetterCase;
import java.util.Locale;
import java.util.Optional;

/**
 * Which account: that of a domain in a commune, or that of one host. Accounts of one name on two hosts are two, and so are those of domains of one
 * name in two communes. Immutable.
 *
 * @param host whose it is; empty for one of a domain
 * @param domain folded first part of its domain's name; empty for one of a host
 * @param name folded, without its domain; 1 to {@value #LONGEST} characters
 */
public record AccountId(Commune commune, Optional<AgentId> host, String domain, String name) {
    /** Longest name of an account or a domain. */
    public static final int LONGEST = 128;

    private static final String OTHER = "._$- ";

    public AccountId {
        if (host.isPresent() != domain.isEmpty()
                || name.isEmpty()
                || name.length() > LONGEST
                || domain.length() > LONGEST) {
            throw new IllegalArgumentException("an account is of a host or of a domain, and has a name");
        }
    }

    /** That of a row of the store, which is not the one that stands for others. */
    public static AccountId of(AccountUses.Use use) {
        return new AccountId(
                use.commune(),
                use.domain().isEmpty() ? Optional.of(use.host()) : Optional.empty(),
                use.domain(),
                use.account());
    }

    /** That of a line of a list. */
    public static AccountId of(AccountUses.Account account) {
        return new AccountId(account.commune(), account.host(), account.domain(), account.name());
    }

    /** As it stands in an address: {@code COMMUNE:DOMAIN:NAME}, or {@code COMMUNE:@HOST:NAME}; other signs are written {@code ~} and their number. */
    public String text() {
        return commune.insee() + ":" + host.map(id -> "@" + id.text()).orElseGet(() -> written(domain)) + ":"
                + written(name);
    }

    /** What {@link #text} wrote; empty for anything else. */
    public static Optional<AccountId> parse(String text) {
        String[] parts = text.split(":", -1);
        if (parts.length != 3 || text.length() > 12 * LONGEST) {
            return Optional.empty();
        }
        try {
            Optional<AgentId> host =
                    parts[1].startsWith("@") ? Optional.of(new AgentId(parts[1].substring(1))) : Optional.empty();
            return Optional.of(new AccountId(
                    new Commune(parts[0]),
                    host,
                    host.isPresent() ? "" : LetterCase.fold(read(parts[1])),
                    LetterCase.fold(read(parts[2]))));
        } catch (IllegalArgumentException notOne) {
            return Optional.empty();
        }
    }

    /** Whether a row of the store is about it. */
    public boolean isOf(AccountUses.Use use) {
        return !use.isMore() && of(use).equals(this);
    }

    private static String written(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean plain = (Character.isLetterOrDigit(c) && !Character.isSurrogate(c)) || OTHER.indexOf(c) >= 0;
            out.append(plain ? String.valueOf(c) : String.format(Locale.ROOT, "~%04x", (int) c));
        }
        return out.toString();
    }

    private static String read(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '~' && i + 4 < text.length()) {
                out.append((char) Integer.parseInt(text.substring(i + 1, i + 5), 16));
                i += 4;
            } else {
                out.append(text.charAt(i));
            }
        }
        return out.toString();
    }

    /** The query that finds its logons and others' of the same name in its commune: {@link LogonSeen#isBy} says which are its own. */
    public String query() {
        String value = "\"" + name.replace("\"", "\"\"") + "\"";
        return "commune:" + commune.insee()
                + host.map(id -> " host:" + id.text()).orElse("")
                + " (kind:logon account:(" + value + " or *\\" + value + " or " + value + "@*)"
                + " or EventID:(4624 or 4625 or 4768 or 4771 or 4776) TargetUserName:(" + value + " or " + value
                + "@*))";
    }
}
