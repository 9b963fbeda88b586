package bzh.vigie.agent.persistence.format;

import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.Registry;
import bzh.vigie.agent.host.RegistryKey;
import bzh.vigie.agent.host.RegistryValue;
import bzh.vigie.agent.host.RegistryValue.Data;
import bzh.vigie.agent.host.WindowsPath;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A registry key of a place as it was read, and the registry that it stands in: what a key means often depends on others.
 *
 * @param user id of whose settings it is; empty for the machine's
 */
public record SourceKey(RegistryKey key, Registry registry, Optional<String> user) {
    private static final int MAX_SUBKEYS = 4_096;
    private static final int SHOWN_BYTES = 64;
    private static final String WOW = "\\wow6432node\\";

    /** Its path in the normal form. */
    public String path() {
        return key.path();
    }

    /** Its last component. */
    public String name() {
        return key.name();
    }

    /** Whether it is what programs of 32 bits see in its place. */
    public boolean isOf32Bits() {
        return (WindowsPath.fold(path()) + "\\").contains(WOW);
    }

    /** The text of the value of that name, empty text too; empty where there is none. */
    public Optional<String> text(String value) {
        return key.text(value);
    }

    /** The number in the value of that name. */
    public OptionalLong number(String value) {
        return key.number(value);
    }

    /** Whether the value of that name is that number. */
    public boolean is(String value, long number) {
        OptionalLong there = number(value);
        return there.isPresent() && there.getAsLong() == number;
    }

    /** The key of that relative path below it; empty where there is none or it cannot be read. */
    public Optional<SourceKey> below(String relative) {
        // Most of what is asked for is not there, as the names that were read with the key say.
        int end = relative.indexOf(Registry.SEPARATOR);
        String first = WindowsPath.fold(end < 0 ? relative : relative.substring(0, end));
        boolean there =
                key.subkeys().stream().anyMatch(name -> WindowsPath.fold(name).equals(first));
        return there ? other(path() + Registry.SEPARATOR + relative) : Optional.empty();
    }

    /** The keys directly below it, at most 4,096. */
    public List<SourceKey> subkeys() {
        return key.subkeys().stream()
                .limit(MAX_SUBKEYS)
                .flatMap(name -> below(name).stream())
                .toList();
    }

    /** Any key of that registry. */
    public Optional<SourceKey> other(String path) {
        Reading<RegistryKey> reading = registry.key(path);
        return reading.ifFound().map(found -> new SourceKey(found, registry, user));
    }

    /** The key of that path below the settings of the user it belongs to; of the machine's software for a key of the machine. */
    public Optional<SourceKey> besides(String softwarePath) {
        return other(user.map(id -> "HKU\\" + id + "\\Software\\").orElse("HKLM\\SOFTWARE\\") + softwarePath);
    }

    /** A value's content as people read it: text as it stands, numbers in decimal, several texts after one another. */
    public static String shown(Data data) {
        return switch (data) {
            case Data.Text text -> text.text();
            case Data.Texts texts -> String.join(" | ", texts.texts());
            case Data.Numeric number -> Long.toString(number.value());
            case Data.Link link -> link.target();
            case Data.Raw raw -> hex(raw.bytes());
        };
    }

    private static String hex(byte[] bytes) {
        String hex = HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, SHOWN_BYTES));
        return bytes.length > SHOWN_BYTES ? hex + "…" : hex;
    }

    /** A value's name as people write it. */
    public static String shownName(RegistryValue value) {
        return value.name().isEmpty() ? "(Default)" : value.name();
    }
}
