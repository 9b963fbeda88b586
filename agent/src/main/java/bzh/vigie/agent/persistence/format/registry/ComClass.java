package bzh.vigie.agent.persistence.format.registry;

import bzh.vigie.agent.host.WindowsPath;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.KeyFormat;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceKey;
import bzh.vigie.agent.persistence.format.WindowsRun;
import bzh.vigie.event.Item.Trait;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A COM class (COM Registry Keys, Microsoft): the library or program that serves it, what stands in for it, and the address of a
 * script. A user's own class comes before the machine's of the same id, except for programs with all rights.
 */
public final class ComClass implements KeyFormat {
    private record Part(String subkey, String value, boolean program) {}

    private static final List<Part> PARTS = List.of(
            new Part("InprocServer32", "", false),
            new Part("InprocServer32", "CodeBase", false),
            new Part("InprocServer", "", false),
            new Part("InprocHandler32", "", false),
            new Part("LocalServer32", "", true),
            new Part("LocalServer32", "ServerExecutable", true),
            new Part("LocalServer", "", true),
            new Part("ScriptletURL", "", false));

    /** The emptied bin, on which anybody clicks, and the marshaller that every session loads: never a user's own. */
    private static final Set<String> SHOWN_TO_ALL = Set.of(
            "{645ff040-5081-101b-9f08-00aa002f954e}",
            "{42aedc87-2188-41fd-b9a3-0c966feabec1}",
            "{b5f8350b-0548-48b1-a6ee-88bd00b4a5e7}",
            "{bcde0395-e52f-467c-8e3d-c4579291692e}",
            "{fbeb8a05-beee-4442-804e-409d6c4515e9}");

    @Override
    public Parsed parse(SourceKey key) {
        List<Draft> drafts = new ArrayList<>();
        boolean shadows = key.user().isPresent()
                && (SHOWN_TO_ALL.contains(WindowsPath.fold(key.name()))
                        || key.other(ofMachine(key)).isPresent());
        for (Part part : PARTS) {
            key.below(part.subkey())
                    .flatMap(below -> below.text(part.value()))
                    .filter(text -> !text.isBlank())
                    .ifPresent(text -> drafts.add(draft(key, part, text).with(Trait.SHADOWS, shadows)));
        }
        key.below("TreatAs")
                .flatMap(below -> below.text(""))
                .filter(text -> !text.isBlank())
                .ifPresent(other ->
                        drafts.add(Draft.of("TreatAs", other, new WindowsRun.ComClass(other, key.isOf32Bits()))
                                .with(Trait.SHADOWS, shadows)));
        if (drafts.isEmpty() && shadows && key.below("InprocServer32").isPresent()) {
            // half of a class of a user's own already hides the machine's
            drafts.add(Draft.of("InprocServer32", settings(key), new WindowsRun.ComClass(key.name(), key.isOf32Bits()))
                    .with(Trait.SHADOWS, true));
        }
        return Parsed.of(drafts, 0);
    }

    @Override
    public List<ReadValue> values() {
        List<ReadValue> values = new ArrayList<>();
        for (Part part : PARTS) {
            String value = part.value().isEmpty() ? "@" : part.value();
            values.add(new ReadValue(part.subkey() + "\\" + value, part.program() ? "command" : "library"));
        }
        values.add(new ReadValue("TreatAs\\@", "class"));
        return values;
    }

    private static String settings(SourceKey key) {
        return key.below("InprocServer32")
                .map(below -> below.key().values().stream()
                        .map(value -> SourceKey.shownName(value) + "=" + SourceKey.shown(value.data()))
                        .toList())
                .map(values -> String.join(" ", values))
                .orElse("");
    }

    private static Draft draft(SourceKey key, Part part, String text) {
        String name = part.subkey() + (part.value().isEmpty() ? "" : "\\" + part.value());
        if (part.program()) {
            return Commands.command(name, text, key.isOf32Bits());
        }
        boolean address = part.subkey().equals("ScriptletURL") || part.value().equals("CodeBase");
        Draft library = Commands.library(name, address ? withoutScheme(text) : text, key.isOf32Bits());
        return library.with(Trait.INLINE_SCRIPT, part.subkey().equals("ScriptletURL"));
    }

    private static String withoutScheme(String url) {
        return url.replaceFirst("(?i)^file:/{2,3}(?=[A-Za-z]:)", "");
    }

    private static String ofMachine(SourceKey key) {
        int at = WindowsPath.fold(key.path()).indexOf("\\software\\classes\\");
        return "HKLM\\SOFTWARE\\Classes\\" + key.path().substring(at + "\\Software\\Classes\\".length());
    }

    /** The class that a key's value names, or the key's name where it is one. */
    static Optional<String> idIn(SourceKey key, String value) {
        return key.text(value)
                .filter(ComClass::isId)
                .or(() -> Optional.of(key.name()).filter(ComClass::isId));
    }

    /** Whether the text is the id of a class, with its braces. */
    static boolean isId(String text) {
        return text.strip().matches("\\{[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}\\}");
    }
}
