package bzh.vigie.agent.windows.security;

import bzh.vigie.agent.windows.ByteReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A self-relative security descriptor (MS-DTYP 2.4.6): who owns a thing and who may do what with it.
 *
 * <pre>
 *   0 revision u8, 1 · 2 control u16 · 4 owner · 8 group · 12 SACL · 16 DACL, offsets u32, 0 for none
 *   list   0 revision u8 · 2 size u16 · 4 entries u16 · 8 entries
 *   entry  0 type u8 · 1 flags u8 · 2 size u16 · 4 mask u32
 *          8 of an object: flags u32, 1 with a GUID, 2 with another · then the SID, and what a condition or resource needs
 * </pre>
 *
 * @param dacl who may do what; empty where there is none, and then everybody may do everything
 * @param sacl what is audited, and the integrity label; empty where there is none
 * @param malformed how many parts could not be understood
 */
public record SecurityDescriptor(
        Optional<Sid> owner, Optional<Sid> group, Optional<List<Ace>> dacl, Optional<List<Ace>> sacl, int malformed) {
    private static final int HEADER = 20;
    private static final int SELF_RELATIVE = 0x8000;
    private static final int DACL_PRESENT = 0x0004;
    private static final int SACL_PRESENT = 0x0010;
    private static final int MAX_ENTRIES = 4_096;

    public SecurityDescriptor {
        dacl = dacl.map(List::copyOf);
        sacl = sacl.map(List::copyOf);
    }

    /** The descriptor that these bytes are; empty where they are none. */
    public static Optional<SecurityDescriptor> parse(byte[] bytes) {
        ByteReader header = ByteReader.of(bytes);
        int revision = header.u8();
        header.skip(1);
        int control = header.u16();
        if (bytes.length < HEADER || revision != 1 || (control & SELF_RELATIVE) == 0) {
            return Optional.empty();
        }
        return Optional.of(new Reader(bytes).read(control, header));
    }

    private static final class Reader {
        private final byte[] bytes;
        private int malformed;

        Reader(byte[] bytes) {
            this.bytes = bytes;
        }

        SecurityDescriptor read(int control, ByteReader header) {
            Optional<Sid> owner = sid(header.u32());
            Optional<Sid> group = sid(header.u32());
            Optional<List<Ace>> sacl = list((control & SACL_PRESENT) != 0, header.u32());
            Optional<List<Ace>> dacl = list((control & DACL_PRESENT) != 0, header.u32());
            return new SecurityDescriptor(owner, group, dacl, sacl, malformed);
        }

        private Optional<Sid> sid(long at) {
            if (at == 0) {
                return Optional.empty();
            }
            ByteReader there = ByteReader.of(bytes);
            there.seek(at);
            Optional<Sid> sid = Sid.read(there);
            malformed += sid.isEmpty() ? 1 : 0;
            return sid;
        }

        private Optional<List<Ace>> list(boolean isPresent, long at) {
            if (!isPresent || at == 0) {
                return Optional.empty();
            }
            ByteReader there = ByteReader.of(bytes);
            there.seek(at);
            there.skip(2);
            int size = there.u16();
            int count = there.u16();
            there.skip(2);
            ByteReader entries = there.part(Math.max(size - 8, 0));
            List<Ace> aces = new ArrayList<>();
            for (int i = 0; i < Math.min(count, MAX_ENTRIES); i++) {
                int type = entries.u8();
                int flags = entries.u8();
                int length = entries.u16();
                if (entries.failed() || length < 8 || length - 4 > entries.remaining()) {
                    malformed++;
                    break;
                }
                ace(type, flags, entries.part(length - 4)).ifPresentOrElse(aces::add, () -> malformed++);
            }
            malformed += there.failed() || count > MAX_ENTRIES ? 1 : 0;
            return Optional.of(aces);
        }

        private static Optional<Ace> ace(int type, int flags, ByteReader entry) {
            int mask = entry.i32();
            boolean ofObject = type == Ace.ALLOWED_OBJECT
                    || type == Ace.DENIED_OBJECT
                    || type == Ace.AUDIT_OBJECT
                    || type == Ace.ALLOWED_CALLBACK_OBJECT
                    || type == Ace.DENIED_CALLBACK_OBJECT
                    || type == Ace.AUDIT_CALLBACK_OBJECT;
            int guids = ofObject ? entry.i32() : 0;
            Optional<String> objectType = (guids & 1) != 0 ? Optional.of(entry.guid()) : Optional.empty();
            Optional<String> inheritedType = (guids & 2) != 0 ? Optional.of(entry.guid()) : Optional.empty();
            boolean conditional = type >= Ace.ALLOWED_CALLBACK && type <= Ace.AUDIT_CALLBACK_OBJECT;
            return Sid.read(entry)
                    .map(sid -> new Ace(type, flags, mask, sid, ofObject, conditional, objectType, inheritedType));
        }
    }

    /** It as text of the security descriptor definition language ({@link Sddl}). */
    public String text() {
        return Sddl.text(this);
    }
}
