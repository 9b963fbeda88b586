package bzh.vigie.agent.identity;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes the few ASN.1 values that a certificate request needs, in DER (ITU-T X.690). */
final class Der {
    private static final int INTEGER = 0x02;
    private static final int BIT_STRING = 0x03;
    private static final int OBJECT_ID = 0x06;
    private static final int UTF8_STRING = 0x0c;
    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;
    private static final int CONTEXT = 0xa0;

    private Der() {}

    static byte[] sequence(byte[]... parts) {
        return value(SEQUENCE, joined(parts));
    }

    static byte[] set(byte[]... parts) {
        return value(SET, joined(parts));
    }

    /** A constructed value tagged for its place, such as {@code [0]}. */
    static byte[] context(int number, byte[]... parts) {
        return value(CONTEXT | number, joined(parts));
    }

    /** A whole number from 0 to 127. */
    static byte[] integer(int small) {
        if (small < 0 || small > 127) {
            throw new IllegalArgumentException("0 to 127, not " + small);
        }
        return value(INTEGER, new byte[] {(byte) small});
    }

    static byte[] utf8(String text) {
        return value(UTF8_STRING, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Whole bytes: no bit is left unused. */
    static byte[] bits(byte[] content) {
        return value(BIT_STRING, joined(new byte[] {0}, content));
    }

    /** An object identifier by its arcs: the first two share a byte, others are in base 128 (X.690, 8.19). */
    static byte[] objectId(int... arcs) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(arcs[0] * 40 + arcs[1]);
        for (int i = 2; i < arcs.length; i++) {
            for (int shift = 28; shift > 0; shift -= 7) {
                if (arcs[i] >>> shift != 0) {
                    out.write(0x80 | ((arcs[i] >>> shift) & 0x7f));
                }
            }
            out.write(arcs[i] & 0x7f);
        }
        return value(OBJECT_ID, out.toByteArray());
    }

    /** Any value, by its tag. */
    static byte[] value(int tag, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (content.length < 0x80) {
            out.write(content.length);
        } else if (content.length < 0x100) {
            out.write(0x81);
            out.write(content.length);
        } else if (content.length < 0x10000) {
            out.write(0x82);
            out.write(content.length >>> 8);
            out.write(content.length);
        } else {
            throw new IllegalArgumentException("a value of " + content.length + " bytes");
        }
        out.writeBytes(content);
        return out.toByteArray();
    }

    static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
