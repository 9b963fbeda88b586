package bzh.vigie.collector.console.route;

import java.util.List;

/** The sections of the console, in the order of the menu: one line each. Pure. */
public final class Menu {
    private static final List<Line> LINES = List.of(
            new Line("watch", "/", Access.READ),
            new Line("incidents", "/incidents", Access.READ),
            new Line("hosts", "/hosts", Access.READ),
            new Line("accounts", "/accounts", Access.READ),
            new Line("communes", "/communes", Access.READ),
            new Line("hunt", "/hunt", Access.READ),
            new Line("rules", "/rules", Access.READ),
            new Line("administration", "/administration", Access.ADMINISTER),
            new Line("agents", "/administration/agents", Access.ADMINISTER),
            new Line("sinks", "/administration/sinks", Access.KEEP),
            new Line("authority", "/administration/authority", Access.KEEP),
            new Line("storage", "/administration/storage", Access.KEEP),
            new Line("audit", "/administration/audit", Access.AUDIT));

    /** A section; its words stand under {@code menu.} and its name. */
    private record Line(String name, String path, Access access) {}

    private Menu() {}

    /** An entry as the reader sees it. */
    public record Entry(String path, String text, boolean here) {}

    static List<Entry> of(View view) {
        return LINES.stream()
                .filter(line -> view.may(line.access()))
                .map(line -> new Entry(line.path(), view.say("menu." + line.name()), isHere(line.path(), view.path())))
                .toList();
    }

    private static boolean isHere(String section, String path) {
        boolean exact = section.equals("/") || section.equals("/administration");
        return exact ? path.equals(section) : (path + "/").startsWith(section + "/");
    }
}
