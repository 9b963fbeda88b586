package bzh.vigie.agent.persistence.format.windows;

import bzh.vigie.agent.host.WindowsPath;
import bzh.vigie.agent.persistence.format.BytesFormat;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.FileFormat;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import bzh.vigie.agent.persistence.format.WindowsSuspicion;
import bzh.vigie.agent.windows.shortcut.Shortcut;
import bzh.vigie.agent.windows.xml.IniText;
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

    /**
     * Any file that is started as it lies there; a shortcut starts what it leads to, and is an item also where that is not
     * understood. A program's content is only hashed.
     */
    public static FileFormat startup() {
        return (file, content) -> {
            String name = WindowsPath.fold(file.name());
            Draft itself = Draft.of(file.name(), "", new Run.Itself());
            if (name.equals("desktop.ini")) {
                return Parsed.of(List.of(), 0);
            }
            if (name.endsWith(".lnk")) {
                return orItself(shortcut(file, BytesFormat.start(content)), itself);
            }
            if (name.endsWith(".url")) {
                return orItself(address(file, BytesFormat.start(content)), itself);
            }
            if (name.matches(".*\\.(?:bat|cmd|vbs|vbe|js|jse|wsf|ps1|hta)")) {
                for (Trait trait : WindowsSuspicion.in(WindowsText.of(BytesFormat.start(content)))) {
                    itself = itself.with(trait, true);
                }
            }
            return Parsed.of(List.of(itself), 0);
        };
    }

    private static Parsed orItself(Parsed parsed, Draft itself) {
        return parsed.drafts().isEmpty() ? Parsed.of(List.of(itself), parsed.malformed()) : parsed;
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
        Map<String, Map<String, String>> sections =
                IniText.parse(WindowsText.of(bytes)).sections();
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
