package bzh.vigie.agent.windows.security;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Makes SIDs and descriptors for tests, by MS-DTYP 2.4.2 and 2.4.6. */
public final class Descriptors {
    private final ByteArrayOutputStream entries = new ByteArrayOutputStream();
    private int count;

    /** The bytes of a SID. */
    public static byte[] sid(String text) {
        Sid sid = Sid.of(text);
        byte[] bytes = new byte[8 + 4 * sid.parts().size()];
        ByteBuffer out = ByteBuffer.wrap(bytes);
        out.put((byte) 1).put((byte) sid.parts().size());
        out.putShort((short) (sid.authority() >>> 32)).putInt((int) sid.authority());
        out.order(ByteOrder.LITTLE_ENDIAN);
        sid.parts().forEach(p -> out.putInt(p.intValue()));
        return bytes;
    }

    /** One more entry: a type, flags, a mask, for whom. */
    public Descriptors entry(int type, int flags, int mask, String sid) {
        byte[] who = sid(sid);
        byte[] head = new byte[8];
        ByteBuffer.wrap(head)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) type)
                .put((byte) flags)
                .putShort((short) (8 + who.length))
                .putInt(mask);
        entries.writeBytes(head);
        entries.writeBytes(who);
        count++;
        return this;
    }

    /** One more entry that allows. */
    public Descriptors allow(int mask, String sid) {
        return entry(Ace.ALLOWED, 0, mask, sid);
    }

    /** One more entry that denies. */
    public Descriptors deny(int mask, String sid) {
        return entry(Ace.DENIED, 0, mask, sid);
    }

    /** One more entry that allows what is about the attribute, class or right of that GUID (MS-DTYP 2.4.4.3). */
    public Descriptors object(int mask, byte[] guid, String sid) {
        byte[] who = sid(sid);
        byte[] head = new byte[28];
        ByteBuffer.wrap(head)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) Ace.ALLOWED_OBJECT)
                .put((byte) 0)
                .putShort((short) (28 + who.length))
                .putInt(mask)
                .putInt(1)
                .put(guid);
        entries.writeBytes(head);
        entries.writeBytes(who);
        count++;
        return this;
    }

    /** The descriptor of that owner with these entries. */
    public byte[] ownedBy(String owner) {
        byte[] who = sid(owner);
        byte[] list = entries.toByteArray();
        byte[] bytes = new byte[20 + 2 * who.length + 8 + list.length];
        ByteBuffer out = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        out.put((byte) 1).put((byte) 0).putShort((short) 0x8004);
        out.putInt(20).putInt(20 + who.length).putInt(0).putInt(20 + 2 * who.length);
        out.put(who).put(who);
        out.put((byte) 2).put((byte) 0).putShort((short) (8 + list.length)).putShort((short) count);
        out.putShort((short) 0).put(list);
        return bytes;
    }
}
