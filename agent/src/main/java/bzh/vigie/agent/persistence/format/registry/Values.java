package bzh.vigie.agent.persistence.format.registry;

import bzh.vigie.agent.host.RegistryValue;
import bzh.vigie.agent.host.RegistryValue.Data;
import bzh.vigie.agent.host.WindowsPath;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.KeyFormat;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceKey;
import bzh.vigie.agent.persistence.format.WindowsRun;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/**
 * A key of which some values say what runs: those of given names, or every one. Each is an item under the value's name; a value
 * that holds several texts is one item a text, under the name with the text. What the system has there by itself is said of it.
 */
public final class Values implements KeyFormat {
    /** How a text names what runs. */
    public enum Names {
        /** A command line. */
        COMMAND,
        /** A library. */
        LIBRARY,
        /** A driver's file. */
        DRIVER,
        /** A program of the session manager. */
        NATIVE,
        /** A COM class. */
        CLASS,
        /** A file or folder that is read. */
        FILE,
        /** Nothing: it is a setting. */
        NOTHING;

        /** What runs. */
        Run run(String text, boolean of32Bits) {
            return switch (this) {
                case COMMAND -> new WindowsRun.Command(text, of32Bits);
                case LIBRARY -> new WindowsRun.Library(text, of32Bits);
                case DRIVER -> new WindowsRun.Driver(text);
                case NATIVE -> new WindowsRun.Native(text);
                case CLASS -> new WindowsRun.ComClass(text, of32Bits);
                case FILE -> new Run.Path(text);
                case NOTHING -> new Run.Nothing();
            };
        }
    }

    private final Names names;
    private final List<String> read;
    private final Predicate<String> wanted;
    private final List<String> shipped;
    private final List<String> own;
    private final boolean ownKnown;
    private final Optional<String> separator;
    private final BiFunction<SourceKey, Draft, Draft> further;

    private Values(
            Names names,
            List<String> read,
            Predicate<String> wanted,
            List<String> own,
            boolean ownKnown,
            Optional<String> separator,
            BiFunction<SourceKey, Draft, Draft> further) {
        this.names = names;
        this.read = List.copyOf(read);
        this.wanted = wanted;
        this.shipped = List.copyOf(own);
        this.own = own.stream().map(Values::plain).toList();
        this.ownKnown = ownKnown;
        this.separator = separator;
        this.further = further;
    }

    /** Every value that holds text. */
    public static Values all(Names names) {
        return new Values(names, List.of("*"), name -> true, List.of(), false, Optional.empty(), (key, draft) -> draft);
    }

    /** Values of these names, in any letter case; the empty name is the key's default value. */
    public static Values named(Names names, String... valueNames) {
        List<String> folded = Arrays.stream(valueNames).map(WindowsPath::fold).toList();
        return new Values(
                names,
                Arrays.stream(valueNames)
                        .map(name -> name.isEmpty() ? "@" : name)
                        .toList(),
                name -> folded.contains(WindowsPath.fold(name)),
                List.of(),
                false,
                Optional.empty(),
                (key, draft) -> draft);
    }

    /** Values whose names begin so. */
    public static Values beginning(Names names, String start) {
        String folded = WindowsPath.fold(start);
        return new Values(
                names,
                List.of(start + "*"),
                name -> WindowsPath.fold(name).startsWith(folded),
                List.of(),
                false,
                Optional.empty(),
                (key, draft) -> draft);
    }

    /** The same, of keys like this only. */
    public KeyFormat where(Predicate<SourceKey> concerned) {
        Values all = this;
        return new KeyFormat() {
            @Override
            public Parsed parse(SourceKey key) {
                return concerned.test(key) ? all.parse(key) : Parsed.of(List.of(), 0);
            }

            @Override
            public List<ReadValue> values() {
                return all.values();
            }
        };
    }

    /** Every value, where its name is what matters and what it holds is a setting. */
    public static KeyFormat namesAre(Names names) {
        return key -> Parsed.of(
                key.key().values().stream()
                        .filter(value -> !value.name().isEmpty())
                        .map(value -> Commands.of(
                                value.name(), SourceKey.shown(value.data()), names.run(value.name(), key.isOf32Bits())))
                        .toList(),
                0);
    }

    /**
     * The same, where Windows has these texts by itself, a star at the end standing for anything: they are told as its own, others
     * as changed. Compared without letter case, quotes, and whether the system's folder is written out.
     */
    public Values by(String... texts) {
        List<String> more = new ArrayList<>(shipped);
        more.addAll(Arrays.asList(texts));
        return new Values(names, read, wanted, more, true, separator, further);
    }

    /** The same, where one text lists several. */
    public Values separatedBy(String mark) {
        return new Values(names, read, wanted, shipped, ownKnown, Optional.of(mark), further);
    }

    /** The same, with what else is seen of a draft. */
    public Values and(BiFunction<SourceKey, Draft, Draft> more) {
        return new Values(
                names,
                read,
                wanted,
                shipped,
                ownKnown,
                separator,
                (key, draft) -> more.apply(key, further.apply(key, draft)));
    }

    @Override
    public Parsed parse(SourceKey key) {
        List<Draft> drafts = new ArrayList<>();
        for (RegistryValue value : key.key().values()) {
            if (wanted.test(value.name())) {
                List<String> texts = texts(value.data());
                for (String text : texts) {
                    String name =
                            texts.size() == 1 ? SourceKey.shownName(value) : SourceKey.shownName(value) + ": " + text;
                    drafts.add(further.apply(key, draft(key, name, text)));
                }
            }
        }
        return Parsed.of(drafts, 0);
    }

    @Override
    public List<ReadValue> values() {
        String runs = names == Names.NOTHING ? "setting" : names.name().toLowerCase(Locale.ROOT);
        return read.stream().map(name -> new ReadValue(name, runs, shipped, "")).toList();
    }

    private Draft draft(SourceKey key, String name, String text) {
        Draft draft = Commands.of(name, text, names.run(text, key.isOf32Bits()));
        return ownKnown ? draft.made(isOwn(plain(text))) : draft;
    }

    private boolean isOwn(String text) {
        return own.stream()
                .anyMatch(each ->
                        each.endsWith("*") ? text.startsWith(each.substring(0, each.length() - 1)) : text.equals(each));
    }

    private List<String> texts(Data data) {
        List<String> texts = switch (data) {
            case Data.Texts several -> several.texts();
            case Data.Text one ->
                separator.map(mark -> List.of(one.text().split(mark, 256))).orElse(List.of(one.text()));
            case Data.Numeric ignored -> names == Names.NOTHING ? List.of(SourceKey.shown(data)) : List.<String>of();
            case Data.Raw ignored -> names == Names.NOTHING ? List.of(SourceKey.shown(data)) : List.<String>of();
            case Data.Link link -> List.of(link.target());
        };
        return texts.stream().map(String::strip).filter(text -> !text.isEmpty()).toList();
    }

    private static String plain(String text) {
        return WindowsPath.fold(text.strip())
                .replace("\"", "")
                .replaceFirst(
                        "^(?:%systemroot%|%windir%|[a-z]:\\\\windows|\\\\systemroot)\\\\(?:system32\\\\|syswow64\\\\)?",
                        "")
                .replaceFirst("^(?:system32|syswow64)\\\\", "");
    }
}
