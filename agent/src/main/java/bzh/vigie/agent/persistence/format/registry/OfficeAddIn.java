package bzh.vigie.agent.persistence.format.registry;

import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.KeyFormat;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceKey;
import bzh.vigie.agent.persistence.format.WindowsRun;
import java.util.List;
import java.util.Optional;

/**
 * An add-in of an Office program (Registry entries for VSTO add-ins, Microsoft): its key is the name of its COM class, or
 * {@code Manifest} says where it is. Loaded at start where LoadBehavior has its second bit.
 */
public final class OfficeAddIn implements KeyFormat {
    private static final long AT_START = 2;

    @Override
    public Parsed parse(SourceKey key) {
        Optional<String> manifest = key.text("Manifest").filter(text -> !text.isBlank());
        Optional<String> id = classOf(key);
        Optional<String> file = key.text("FileName").or(() -> key.text("Path")).filter(text -> !text.isBlank());
        boolean empty = manifest.isEmpty()
                && file.isEmpty()
                && key.number("LoadBehavior").isEmpty();
        if (empty && id.isEmpty()) {
            return Parsed.of(List.of(), 0);
        }
        Run run = manifest.<Run>map(text -> new Run.Path(plain(text)))
                .or(() -> file.map(path -> new WindowsRun.Library(path, key.isOf32Bits())))
                .or(() -> id.map(i -> new WindowsRun.ComClass(i, key.isOf32Bits())))
                .orElse(new Run.Nothing());
        String value = manifest.or(() -> file).or(() -> id).orElse("");
        boolean starts = (key.number("LoadBehavior").orElse(AT_START) & AT_START) != 0;
        return Parsed.of(List.of(Commands.of(key.name(), value, run).enabled(starts)), 0);
    }

    @Override
    public List<ReadValue> values() {
        return List.of(
                new ReadValue("Manifest", "file"),
                new ReadValue("FileName", "library"),
                new ReadValue("Path", "library"),
                new ReadValue("LoadBehavior", "setting"));
    }

    /** A manifest's address, without what follows the bar. */
    private static String plain(String manifest) {
        return manifest.replaceFirst("\\|.*$", "").replaceFirst("(?i)^file:/{2,3}(?=[A-Za-z]:)", "");
    }

    private static Optional<String> classOf(SourceKey key) {
        String view = key.isOf32Bits() ? "Classes\\WOW6432Node\\" : "Classes\\";
        return key.other("HKLM\\SOFTWARE\\" + view + key.name() + "\\CLSID")
                .or(() -> key.user()
                        .flatMap(u -> key.other("HKU\\" + u + "\\Software\\" + view + key.name() + "\\CLSID")))
                .flatMap(found -> found.text(""))
                .filter(ComClass::isId);
    }
}
