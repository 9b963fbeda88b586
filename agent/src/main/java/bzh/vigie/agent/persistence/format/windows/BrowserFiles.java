package bzh.vigie.agent.persistence.format.windows;

import bzh.vigie.agent.persistence.format.BytesFormat;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import bzh.vigie.agent.persistence.format.WindowsRun;
import bzh.vigie.agent.persistence.format.registry.Commands;
import bzh.vigie.agent.persistence.format.tree.JsonText;
import bzh.vigie.agent.persistence.format.tree.Leaves;
import bzh.vigie.agent.persistence.format.tree.Leaves.Leaf;
import bzh.vigie.agent.windows.xml.WindowsText;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Extensions of browsers, programs that they may start, and what Windows Terminal starts at logon. */
public final class BrowserFiles {
    private static final int SHOWN = 500;

    private BrowserFiles() {}

    /** A Chromium extension by its manifest: the folder two levels above names it. */
    public static BytesFormat chromium() {
        return (file, bytes) -> {
            Leaves manifest = JsonText.parse(WindowsText.of(bytes));
            String id = file.path().parent().parent().nameText();
            String rights =
                    String.join(" ", values(manifest, "/permissions", "/host_permissions", "/optional_permissions"));
            Text value = Text.of(manifest.value("/name").orElse(""))
                    .and("rights", cut(rights))
                    .and("scripts on", cut(scripts(manifest)))
                    .and("from", manifest.value("/update_url").orElse("nowhere"));
            return Parsed.of(
                    List.of(Draft.of(id, value.all(), new Run.Itself())), malformed(WindowsText.of(bytes), manifest));
        };
    }

    private static String scripts(Leaves manifest) {
        return String.join(
                " ",
                manifest.matching(Pattern.compile("/content_scripts/\\d+/matches/\\d+")).stream()
                        .map(Leaf::value)
                        .distinct()
                        .toList());
    }

    private static List<String> values(Leaves leaves, String... paths) {
        List<String> all = new ArrayList<>();
        for (String path : paths) {
            all.addAll(leaves.values(path));
        }
        return all;
    }

    /** Firefox' own list of its extensions (extensions.json). */
    public static BytesFormat firefox() {
        return (file, bytes) -> {
            Leaves list = JsonText.parse(WindowsText.of(bytes));
            List<Draft> drafts = new ArrayList<>();
            for (String addon : list.below("/addons")) {
                String id = list.value(addon + "/id").orElse("");
                String location = list.value(addon + "/location").orElse("");
                if (id.isEmpty() || location.startsWith("app-system") || location.equals("app-builtin")) {
                    continue;
                }
                String path = list.value(addon + "/path").orElse("");
                Text value = Text.of(list.value(addon + "/defaultLocale/name").orElse(""))
                        .and("rights", cut(String.join(" ", list.values(addon + "/userPermissions"))))
                        .and("from", list.value(addon + "/sourceURI").orElse("nowhere"))
                        .and("signed state", list.value(addon + "/signedState").orElse(""));
                drafts.add(Draft.of(id, value.all(), path.isEmpty() ? new Run.Nothing() : new Run.Path(path))
                        .enabled(list.value(addon + "/active").orElse("true").equals("true")));
            }
            return Parsed.of(drafts, malformed(WindowsText.of(bytes), list));
        };
    }

    /** Settings of Windows Terminal: whether it starts at logon, and the command lines of its profiles. */
    public static BytesFormat terminal() {
        return BrowserFiles::terminal;
    }

    private static Parsed terminal(SourceFile file, byte[] bytes) {
        String text = WindowsText.of(bytes);
        Leaves settings = JsonText.parse(text);
        String atLogon = settings.value("/startOnUserLogin").orElse("false");
        String first = settings.value("/defaultProfile").orElse("");
        List<Draft> drafts = new ArrayList<>();
        for (String profile : settings.below("/profiles/list")) {
            String line = settings.value(profile + "/commandline").orElse("");
            String name = settings.value(profile + "/name").orElse(profile);
            boolean isFirst = settings.value(profile + "/guid").orElse("").equals(first) || name.equals(first);
            if (!line.isEmpty()) {
                Draft draft = Commands.of(name, line, new WindowsRun.Command(line, false));
                drafts.add(draft.enabled(atLogon.equals("true") && isFirst));
            }
        }
        if (atLogon.equals("true")) {
            drafts.add(Commands.shown("startOnUserLogin", "true; " + first));
        }
        return Parsed.of(drafts, malformed(text, settings));
    }

    /** Nothing at all is no JSON either. */
    private static int malformed(String text, Leaves leaves) {
        return leaves.malformed() + (JsonText.isNothing(text) ? 1 : 0);
    }

    private static String cut(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }
}
