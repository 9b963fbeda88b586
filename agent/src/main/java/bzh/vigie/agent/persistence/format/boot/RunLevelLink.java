package bzh.vigie.agent.persistence.format.boot;

import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a run level starts or stops: {@code S20name} or {@code K80name} in a directory of System V, {@code name} in one of
 * OpenRC. Stopping scripts that are plain links into {@code init.d} only undo a start and are no items; anything else of that
 * name runs when the machine goes down.
 */
public final class RunLevelLink implements Format {
    private static final Pattern ORDERED = Pattern.compile("([SK])\\d\\d(.+)");
    private static final Pattern TO_INIT_D = Pattern.compile("(?:\\.\\./|/etc/|/etc/rc\\.d/)init\\.d/([^/]+)");

    @Override
    public boolean needsContent(SourceFile file) {
        return false;
    }

    @Override
    public Parsed parse(SourceFile file) {
        boolean openRc = file.path().text().startsWith("/etc/runlevels/");
        Matcher ordered = ORDERED.matcher(file.name());
        if (!openRc && !ordered.matches()) {
            return Parsed.of(List.of(), 0);
        }
        String service = openRc ? file.name() : ordered.group(2);
        String link = file.link().orElse("");
        Matcher initD = TO_INIT_D.matcher(link);
        boolean plain = initD.matches() && initD.group(1).equals(service);
        if (plain && !openRc && ordered.group(1).equals("K")) {
            return Parsed.of(List.of(), 0);
        }
        String name = file.directory() + "/" + file.name();
        return Parsed.of(List.of(Draft.of(name, link.isEmpty() ? "no link" : link, run(file, initD))), 0);
    }

    private static Run run(SourceFile file, Matcher initD) {
        String above = file.path().parent().parent().text();
        return Optional.of(initD)
                .filter(Matcher::matches)
                .<Run>map(
                        m -> new Run.Path((above.equals("/etc/runlevels") ? "/etc" : above) + "/init.d/" + m.group(1)))
                .orElseGet(() -> file.link()
                        .filter(link -> link.startsWith("/"))
                        .<Run>map(Run.Path::new)
                        .orElseGet(Run.Itself::new));
    }
}
