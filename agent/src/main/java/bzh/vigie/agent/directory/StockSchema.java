package bzh.vigie.agent.directory;

import bzh.vigie.agent.windows.security.SddlReader;
import bzh.vigie.agent.windows.security.SecurityDescriptor;
import bzh.vigie.agent.windows.security.Sid;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What Windows' own schema calls things and gives new objects ({@code stock-schema.txt}, {@code stock-descriptors.txt}): known by the program,
 * whatever a directory says of itself. GUIDs in braces and lower case.
 */
public final class StockSchema {
    /**
     * A line of the table.
     *
     * @param set the set that an attribute is in; empty where it is in none
     * @param isGrave with it over an object on which a domain hangs the domain is had
     */
    private record Known(String kind, String name, String guid, String set, boolean isGrave) {}

    private static final Map<String, Known> BY_GUID = new HashMap<>();
    private static final Map<String, Known> BY_NAME = new HashMap<>();
    private static final Map<String, List<String>> DESCRIPTORS = new HashMap<>();

    static {
        lines("stock-schema.txt", fields -> {
            String set = fields.length > 3 && !fields[3].isEmpty() ? "{" + fields[3] + "}" : "";
            Known known = new Known(
                    fields[0], fields[1], "{" + fields[2] + "}", set, fields.length > 4 && fields[4].equals("grave"));
            BY_GUID.put(known.guid(), known);
            BY_NAME.put(low(known.name()), known);
        });
        lines("stock-descriptors.txt", fields -> {
            for (String name : fields[1].split(" ", -1)) {
                DESCRIPTORS.computeIfAbsent(low(name), n -> new ArrayList<>()).add(fields[0]);
            }
        });
    }

    private StockSchema() {}

    /** What Windows calls it; empty where it is none of its own. */
    public static Optional<String> name(String guid) {
        return Optional.ofNullable(BY_GUID.get(guid)).map(Known::name);
    }

    /** The GUID of what Windows calls so, in any letter case. */
    public static Optional<String> guid(String name) {
        return Optional.ofNullable(BY_NAME.get(low(name))).map(Known::guid);
    }

    /** Whether it is one, or a set with one in it, with which the domain is had. */
    static boolean isGrave(String guid) {
        Known known = BY_GUID.get(guid);
        return known != null
                && (known.isGrave()
                        || BY_GUID.values().stream()
                                .anyMatch(each -> each.isGrave() && each.set().equals(guid)));
    }

    /** The attributes with which the domain is had, and the set that each is in; empty for none. */
    static Map<String, String> graveAttributes() {
        Map<String, String> attributes = new HashMap<>();
        BY_GUID.values().stream()
                .filter(known -> known.isGrave() && known.kind().equals("attribute"))
                .forEach(known -> attributes.put(known.guid(), known.set()));
        return attributes;
    }

    /** Whether it is a class of Windows', of which is known what a new object gets. */
    public static boolean hasClass(String objectClass) {
        return DESCRIPTORS.containsKey(low(objectClass));
    }

    /** The descriptors that a new object of the class gets, one for each way in which a version of Windows has it. */
    public static List<SecurityDescriptor> ofNew(String objectClass, Sid domain) {
        return DESCRIPTORS.getOrDefault(low(objectClass), List.of()).stream()
                .map(text -> SddlReader.read(text, domain))
                .toList();
    }

    private static String low(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    /** Each line of a table that comes with the program, its fields between tabs. */
    static void lines(String table, Consumer<String[]> each) {
        try (InputStream in = StockSchema.class.getResourceAsStream(table)) {
            String text = new String(
                    Optional.ofNullable(in)
                            .orElseThrow(() -> new IOException(table))
                            .readAllBytes(),
                    StandardCharsets.UTF_8);
            for (String line : text.split("\n", -1)) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    each.accept(line.split("\t", -1));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
