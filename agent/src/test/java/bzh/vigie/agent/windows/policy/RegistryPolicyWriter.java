package bzh.vigie.agent.windows.policy;

import bzh.vigie.agent.windows.ByteWriter;

/** Writes a Registry.pol as Microsoft's "Registry Policy File Format" has it. */
public final class RegistryPolicyWriter {
    private final ByteWriter out = new ByteWriter().latin1("PReg").u32(1);

    /** A REG_SZ. */
    public RegistryPolicyWriter text(String key, String name, String text) {
        return value(key, name, 1, new ByteWriter().utf16(text).u16(0).toBytes());
    }

    /** A REG_DWORD. */
    public RegistryPolicyWriter number(String key, String name, int number) {
        return value(key, name, 4, new ByteWriter().u32(number).toBytes());
    }

    /** A value of any type. */
    public RegistryPolicyWriter value(String key, String name, int type, byte[] data) {
        ByteWriter ignored = out.utf16("[" + key + "\0;" + name + "\0;")
                .u32(type)
                .utf16(";")
                .u32(data.length)
                .utf16(";")
                .bytes(data)
                .utf16("]");
        return this;
    }

    /** The file. */
    public byte[] toBytes() {
        return out.toBytes();
    }
}
