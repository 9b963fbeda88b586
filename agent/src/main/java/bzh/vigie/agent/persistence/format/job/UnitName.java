package bzh.vigie.agent.persistence.format.job;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The name of a systemd unit (systemd.unit(5)): {@code prefix.type}, {@code prefix@.type} for a template,
 * {@code prefix@instance.type} for an instance of it.
 */
record UnitName(String full) {
    /** Without the type. */
    String bare() {
        int dot = full.lastIndexOf('.');
        return dot < 0 ? full : full.substring(0, dot);
    }

    /** With its dot, empty without one. */
    String type() {
        return full.substring(bare().length());
    }

    String prefix() {
        int at = bare().indexOf('@');
        return at < 0 ? bare() : bare().substring(0, at);
    }

    /** Empty where it is none. */
    String instance() {
        int at = bare().indexOf('@');
        return at < 0 ? "" : bare().substring(at + 1);
    }

    boolean isTemplate() {
        return bare().endsWith("@");
    }

    /** The name that the unit's file has: an instance's is its template's. */
    UnitName file() {
        return instance().isEmpty() ? this : new UnitName(prefix() + "@" + type());
    }

    /** The unit of that type which goes with this one. */
    UnitName with(String type) {
        return new UnitName(bare() + type);
    }

    /** Undoes systemd-escape(1): {@code -} is a slash, {@code \xNN} a byte. */
    static String unescaped(String text) {
        byte[] in = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer out = ByteBuffer.allocate(in.length);
        for (int i = 0; i < in.length; i++) {
            if (in[i] == '-') {
                out.put((byte) '/');
            } else if (in[i] == '\\' && i + 3 < in.length && in[i + 1] == 'x' && hex(in, i + 2) >= 0) {
                out.put((byte) hex(in, i + 2));
                i += 3;
            } else {
                out.put(in[i]);
            }
        }
        return new String(out.array(), 0, out.position(), StandardCharsets.UTF_8);
    }

    private static int hex(byte[] in, int at) {
        int high = Character.digit(in[at], 16);
        int low = Character.digit(in[at + 1], 16);
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }
}
