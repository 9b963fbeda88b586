package bzh.vigie.agent.host;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What an access control list grants beyond a file's mode (acl(5)): in it the mode's group bits are the mask, the most that anybody but
 * the owner and the rest of the world gets. Empty where the mode says all.
 *
 * <pre>
 * the attributes system.posix_acl_access and system.posix_acl_default (linux/posix_acl_xattr.h), little-endian:
 *   4 version, 2 | then for each entry: 2 tag | 2 permissions, read 4, write 2, execute 1 | 4 uid or gid, for named entries
 * </pre>
 */
public record AccessList(List<Entry> entries) {
    /** One that grants nothing. */
    public static final AccessList NONE = new AccessList(List.of());

    /** Right to read. */
    public static final int READ = 4;

    /** Right to write. */
    public static final int WRITE = 2;

    private static final int VERSION = 2;
    private static final int HEADER = 4;
    private static final int ENTRY = 8;

    public AccessList {
        entries = List.copyOf(entries);
    }

    /** Whom an entry is for, as the tag's number says (linux/posix_acl.h). */
    public enum Who {
        OWNER(0x01, "user:"),
        USER(0x02, "user:"),
        OWNING_GROUP(0x04, "group:"),
        GROUP(0x08, "group:"),
        MASK(0x10, "mask:"),
        OTHERS(0x20, "other:");

        private final int tag;
        private final String word;

        Who(int tag, String word) {
            this.tag = tag;
            this.word = word;
        }

        private boolean isMasked() {
            return this == USER || this == OWNING_GROUP || this == GROUP;
        }

        private boolean isNamed() {
            return this == USER || this == GROUP;
        }
    }

    /**
     * One line of a list.
     *
     * @param rights as granted, before the mask
     * @param id of a named account or group, otherwise 0
     */
    public record Entry(Who who, int rights, long id) {
        /** As getfacl(1) writes it, with numbers. */
        @Override
        public String toString() {
            return who.word
                    + (who.isNamed() ? id : "")
                    + ":"
                    + ((rights & READ) != 0 ? "r" : "-")
                    + ((rights & WRITE) != 0 ? "w" : "-")
                    + ((rights & 1) != 0 ? "x" : "-");
        }
    }

    /** From the attribute's bytes; empty where they are none. Total. */
    public static Optional<AccessList> parse(byte[] attribute) {
        if (attribute.length < HEADER || (attribute.length - HEADER) % ENTRY != 0) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(attribute).order(ByteOrder.LITTLE_ENDIAN);
        if (in.getInt() != VERSION) {
            return Optional.empty();
        }
        List<Entry> entries = new ArrayList<>();
        while (in.hasRemaining()) {
            int tag = Short.toUnsignedInt(in.getShort());
            int rights = Short.toUnsignedInt(in.getShort()) & (READ | WRITE | 1);
            long id = Integer.toUnsignedLong(in.getInt());
            Optional<Who> who =
                    Stream.of(Who.values()).filter(each -> each.tag == tag).findFirst();
            if (who.isEmpty()) {
                return Optional.empty();
            }
            entries.add(new Entry(who.get(), rights, who.get().isNamed() ? id : 0));
        }
        return Optional.of(new AccessList(entries));
    }

    /** Whether it grants nothing beyond the mode. */
    public boolean isNone() {
        return entries.isEmpty();
    }

    /** Named accounts and groups that have all these rights, the mask applied, each as {@link Entry} with what they have. */
    public List<Entry> named(int rights) {
        return entries.stream()
                .filter(entry -> entry.who().isNamed())
                .map(entry -> new Entry(entry.who(), effective(entry), entry.id()))
                .filter(entry -> (entry.rights() & rights) == rights)
                .toList();
    }

    /** Whether the owning group has these rights, the mask applied. */
    public boolean owningGroup(int rights) {
        return entries.stream()
                .anyMatch(entry -> entry.who() == Who.OWNING_GROUP && (effective(entry) & rights) == rights);
    }

    private int effective(Entry entry) {
        int mask = entries.stream()
                .filter(each -> each.who() == Who.MASK)
                .mapToInt(Entry::rights)
                .findFirst()
                .orElse(READ | WRITE | 1);
        return entry.who().isMasked() ? entry.rights() & mask : entry.rights();
    }

    /** Its entries as getfacl(1) writes them, with numbers, separated by commas. */
    @Override
    public String toString() {
        return String.join(",", entries.stream().map(Entry::toString).toList()).toLowerCase(Locale.ROOT);
    }
}
