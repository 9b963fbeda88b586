package bzh.vigie.agent.host.windows;

import bzh.vigie.agent.windows.ByteReader;
import bzh.vigie.agent.windows.security.PrivilegeNames;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The privileges of a token, as Windows tells and takes them (TOKEN_PRIVILEGES, winnt.h). Pure.
 *
 * <pre>
 *   0 how many u32 · then for each: number u64 at a multiple of four · attributes u32, 2 enabled, 4 taken away for good
 * </pre>
 *
 * @param attributes by the number
 */
record TokenPrivileges(Map<Long, Integer> attributes) {
    static final int ENABLED = 0x2;
    static final int REMOVED = 0x4;

    /** More are none: there are 35. */
    private static final int MAX = 64;

    private static final int ENTRY = 12;

    TokenPrivileges {
        attributes = Map.copyOf(attributes);
    }

    /** Those that these bytes tell, as far as they go. */
    static TokenPrivileges parse(byte[] told) {
        ByteReader bytes = ByteReader.of(told);
        long count = Math.min(bytes.u32(), MAX);
        Map<Long, Integer> attributes = new TreeMap<>();
        for (long i = 0; i < count && bytes.remaining() >= ENTRY; i++) {
            long number = bytes.i64();
            attributes.put(number, bytes.i32());
        }
        return new TokenPrivileges(attributes);
    }

    /** Those privileges, each with these attributes; names that are none are left out. */
    static TokenPrivileges of(Collection<String> names, int attributes) {
        Map<Long, Integer> all = new TreeMap<>();
        for (String name : names) {
            PrivilegeNames.number(name).ifPresent(number -> all.put(number, attributes));
        }
        return new TokenPrivileges(all);
    }

    /** Those of which none has one of these names, to be taken away for good. */
    TokenPrivileges withoutThese(Set<String> names) {
        Map<Long, Integer> others = new TreeMap<>();
        attributes.keySet().forEach(number -> {
            if (!names.contains(name(number))) {
                others.put(number, REMOVED);
            }
        });
        return new TokenPrivileges(others);
    }

    /** The names of all of them. */
    Set<String> names() {
        Set<String> names = new TreeSet<>();
        attributes.keySet().forEach(number -> names.add(name(number)));
        return names;
    }

    /** The names of those that are switched on. */
    Set<String> enabled() {
        Set<String> names = new TreeSet<>();
        attributes.forEach((number, each) -> {
            if ((each & ENABLED) != 0) {
                names.add(name(number));
            }
        });
        return names;
    }

    /** As Windows takes them. */
    byte[] bytes() {
        ByteBuffer bytes = ByteBuffer.allocate(4 + ENTRY * attributes.size()).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(attributes.size());
        new TreeMap<>(attributes)
                .forEach((number, each) -> bytes.putLong(number).putInt(each));
        return bytes.array();
    }

    private static String name(long number) {
        return PrivilegeNames.of(number).orElseGet(() -> Long.toUnsignedString(number));
    }
}
