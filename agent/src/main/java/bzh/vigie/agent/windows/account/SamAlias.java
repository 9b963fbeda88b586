package bzh.vigie.agent.windows.account;

import bzh.vigie.agent.windows.ByteReader;
import bzh.vigie.agent.windows.security.Sid;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A local group, from the value C of its key {@code SAM\Domains\Builtin\Aliases\<RID>} or {@code …\Account\Aliases\<RID>}
 * (winreg-kb, "Domains"):
 *
 * <pre>
 *   0 RID u32 · 16 name, offset from 52 u32 · 20 its size u32 · 28 description · 32 its size · 40 members, offset from 52 u32
 *  44 their size u32 · 48 members u32 · 52 security descriptor and what the offsets point to
 * </pre>
 *
 * @param malformed how many members could not be understood
 */
public record SamAlias(long rid, String name, List<Sid> members, int malformed) {
    private static final int DATA = 52;
    private static final int MAX_MEMBERS = 10_000;
    private static final int LONGEST = 1024;

    public SamAlias {
        members = List.copyOf(members);
    }

    /** The group that these bytes are; empty where they are too short to be one. */
    public static Optional<SamAlias> parse(byte[] c) {
        if (c.length < DATA) {
            return Optional.empty();
        }
        ByteReader reader = ByteReader.of(c);
        long rid = reader.u32();
        reader.seek(16);
        long nameAt = reader.u32();
        long nameSize = reader.u32();
        reader.seek(40);
        long at = reader.u32();
        long size = reader.u32();
        long count = reader.u32();
        reader.seek(DATA + nameAt);
        String name = reader.utf16(Math.min(nameSize, LONGEST));
        reader.seek(DATA + at);
        ByteReader list = reader.part(size);
        List<Sid> members = new ArrayList<>();
        while (members.size() < Math.min(count, MAX_MEMBERS)) {
            Optional<Sid> sid = Sid.read(list);
            if (sid.isEmpty()) {
                break;
            }
            members.add(sid.get());
        }
        return Optional.of(new SamAlias(rid, name, members, (int) Math.min(count - members.size(), Integer.MAX_VALUE)));
    }
}
