package bzh.vigie.agent.host;

import bzh.vigie.agent.host.RegistryValue.Data;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A registry key as it was read.
 *
 * @param path in its normal form ({@link Registry}), in the case in which the hive has it
 * @param className empty for none; few programs set one
 * @param modifiedMicros when it or a value of it was last written, microseconds since 1970 UTC, as the host tells it
 * @param values in the hive's order
 * @param subkeys their names, in the hive's order
 */
public record RegistryKey(
        String path, String className, long modifiedMicros, List<RegistryValue> values, List<String> subkeys) {
    public RegistryKey {
        values = List.copyOf(values);
        subkeys = NameList.of(subkeys);
    }

    /** Its last component. */
    public String name() {
        return path.substring(path.lastIndexOf('\\') + 1);
    }

    /** What the value of that name holds, in any letter case; empty where there is none. */
    public Optional<Data> data(String value) {
        String folded = WindowsPath.fold(value);
        return values.stream()
                .filter(v -> WindowsPath.fold(v.name()).equals(folded))
                .map(RegistryValue::data)
                .findFirst();
    }

    /** The text of the value of that name; of several texts the first; empty where it holds none. */
    public Optional<String> text(String value) {
        return data(value).flatMap(data -> switch (data) {
            case Data.Text text -> Optional.of(text.text());
            case Data.Texts texts -> texts.texts().stream().findFirst();
            case Data.Link link -> Optional.of(link.target());
            case Data.Numeric ignored -> Optional.empty();
            case Data.Raw ignored -> Optional.empty();
        });
    }

    /** The texts of the value of that name; of a single text that one. */
    public List<String> texts(String value) {
        return data(value)
                .map(data -> switch (data) {
                    case Data.Texts texts -> texts.texts();
                    case Data.Text text -> List.of(text.text());
                    case Data.Link ignored -> List.<String>of();
                    case Data.Numeric ignored -> List.<String>of();
                    case Data.Raw ignored -> List.<String>of();
                })
                .orElse(List.of());
    }

    /** The number that the value of that name holds, a text of decimal digits too; empty where it is none. */
    public OptionalLong number(String value) {
        Optional<Data> data = data(value);
        if (data.isPresent() && data.get() instanceof Data.Numeric(long number)) {
            return OptionalLong.of(number);
        }
        return text(value)
                .map(String::strip)
                .filter(text -> text.matches("\\d{1,18}"))
                .map(text -> OptionalLong.of(Long.parseLong(text)))
                .orElse(OptionalLong.empty());
    }
}
