package bzh.vigie.agent.persistence.format.windows;

import bzh.vigie.agent.persistence.format.BytesFormat;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import bzh.vigie.agent.persistence.format.WindowsSuspicion;
import bzh.vigie.agent.windows.shortcut.Shortcut;
import bzh.vigie.agent.windows.xml.WindowsText;
import bzh.vigie.event.Item.Trait;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What lies in a start-up folder or on a desktop: shortcuts, addresses, programs and scripts. */
public final class ShortcutFiles {
    private static final int LARGE = 64 << 10;

    private ShortcutFiles() {}

    /** Any file that is started as it lies there; a shortcut starts what it leads to. */
    public static BytesFormat startup() {
        return (file, bytes) -> {
            String name = file.name().toLowerCase(Locale.ROOT);
            if (name.equals("desktop.ini")) {
                return Parsed.of(List.of(), 0);
            }
            if (name.endsWith(".lnk")) {
                return shortcut(file, bytes);
            }
            if (name.endsWith(".url")) {
                return address(file, bytes);
            }
            Draft draft = Draft.of(file.name(), "", new Run.Itself());
            if (name.matches(".*\\.(?:bat|cmd|vbs|vbe|js|jse|wsf|ps1|hta)")) {
                for (Trait trait : WindowsSuspicion.in(WindowsText.of(bytes))) {
                    draft = draft.with(trait, true);
                }
            }
            return Parsed.of(List.of(draft), 0);
        };
    }

    /** A shortcut that a person starts; links to folders and pages of the shell are passed over. */
    public static BytesFormat link() {
        return ShortcutFiles::shortcut;
    }

    private static Parsed shortcut(SourceFile file, byte[] bytes) {
        Optional<Shortcut> read = Shortcut.parse(bytes);
        if (read.isEmpty()) {
            return Parsed.of(List.of(), 1);
        }
        Shortcut link = read.get();
        if (link.target().isEmpty() && link.product().isEmpty()) {
            return Parsed.of(List.of(), link.malformed());
        }
        Text value = Text.of(link.commandLine())
                .and("in", link.workingDirectory())
                .and("product", link.product())
                .and("shows", link.isDisguised() ? link.idList() : "")
                .and("icon", link.icon())
                .and("minimised", link.isMinimised())
                .and("as administrator", link.runsAsAdministrator())
                .and("hot key", link.hotKey() != 0)
                .and("bytes behind the end:", link.overlay() > LARGE ? Integer.toString(link.overlay()) : "");
        Draft draft = Text.command(file.name(), link.commandLine(), value)
                .with(Trait.MASQUERADES, link.isDisguised())
                .with(Trait.LOADER_VARIABLE, link.arguments().contains("--load-extension"))
                .with(
                        Trait.HIDDEN,
                        link.hasHiddenArguments()
                                || (link.isMinimised() && !link.arguments().isEmpty()));
        return Parsed.of(List.of(draft), link.malformed());
    }

    private static Parsed address(SourceFile file, byte[] bytes) {
        Map<String, Map<String, String>> sections = WindowsText.ini(WindowsText.of(bytes));
        String url = sections.entrySet().stream()
                .filter(e -> e.getKey().equalsIgnoreCase("InternetShortcut"))
                .flatMap(e -> e.getValue().entrySet().stream())
                .filter(e -> e.getKey().equalsIgnoreCase("URL"))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("");
        String path = url.toLowerCase(Locale.ROOT).startsWith("file:///")
                ? url.substring(8).replace('/', '\\')
                : url;
        return url.isEmpty()
                ? Parsed.of(List.of(), 1)
                : Parsed.of(List.of(Text.command(file.name(), path, Text.of(url))), 0);
    }
}
