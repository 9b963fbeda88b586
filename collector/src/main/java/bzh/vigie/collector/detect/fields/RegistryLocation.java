package bzh.vigie.collector.detect.fields;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A location of the agent's catalogue that lies in Windows' registry, as one of its values shows.
 *
 * @param id of the location
 * @param techniques ATT&CK ids
 * @param runs what the value names: command, library, driver, native, class, file; setting where it runs nothing
 * @param own contents that Windows has by itself, a star at the end standing for anything
 * @param weak contents by which the value weakens something, blanks between; after an exclamation mark all others; empty for none
 */
public record RegistryLocation(String id, List<String> techniques, String runs, List<String> own, String weak) {
    private static final Pattern NUMBER = Pattern.compile("[dq]word \\((0x[0-9a-f]{1,16})\\)");

    public RegistryLocation {
        techniques = List.copyOf(techniques);
        own = List.copyOf(own);
    }

    /** Whether the value weakens something when it is set to that, as {@code RegistryData} has it. */
    boolean isWeakenedBy(String data) {
        if (weak.isEmpty() || data.isBlank()) {
            return false;
        }
        String content = content(data);
        boolean others = weak.startsWith("!");
        return List.of(weak.substring(others ? 1 : 0).toLowerCase(Locale.ROOT).split(" ", -1))
                        .contains(content)
                != others;
    }

    /** Whether something runs by the value when it is set to that, which Windows does not have there by itself. */
    boolean isRunBy(String data) {
        String content = content(data);
        return !runs.equals("setting")
                && !content.isBlank()
                && own.stream()
                        .map(each -> each.toLowerCase(Locale.ROOT))
                        .noneMatch(each -> each.endsWith("*")
                                ? content.startsWith(each.substring(0, each.length() - 1))
                                : content.equals(each));
    }

    private static String content(String data) {
        String plain = data.strip().toLowerCase(Locale.ROOT);
        Matcher number = NUMBER.matcher(plain);
        return number.matches()
                ? Long.toUnsignedString(Long.parseUnsignedLong(number.group(1).substring(2), 16))
                : plain;
    }
}
