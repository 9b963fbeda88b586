package bzh.vigie.agent.windows;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Little-endian fields written one after another: what {@link ByteReader} reads. */
public final class ByteWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    public ByteWriter u8(int value) {
        out.write(value);
        return this;
    }

    public ByteWriter u16(int value) {
        return u8(value & 0xFF).u8(value >> 8 & 0xFF);
    }

    public ByteWriter u32(long value) {
        return u16((int) (value & 0xFFFF)).u16((int) (value >> 16 & 0xFFFF));
    }

    public ByteWriter u64(long value) {
        return u32(value & 0xFFFF_FFFFL).u32(value >>> 32);
    }

    public ByteWriter bytes(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    public ByteWriter hex(String digits) {
        return bytes(HexFormat.of().parseHex(digits.replace(" ", "")));
    }

    public ByteWriter zeros(int count) {
        return bytes(new byte[count]);
    }

    /** As many bytes as bring the length to a multiple. */
    public ByteWriter pad(int multiple, int with) {
        while (out.size() % multiple != 0) {
            u8(with);
        }
        return this;
    }

    public ByteWriter utf16(String text) {
        return bytes(text.getBytes(StandardCharsets.UTF_16LE));
    }

    public ByteWriter latin1(String text) {
        return bytes(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Microseconds since 1970 as FILETIME. */
    public ByteWriter fileTime(long micros) {
        return u64(micros * 10 + 116_444_736_000_000_000L);
    }

    /** Of {@code {xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx}}. */
    public ByteWriter guid(String braced) {
        String digits = braced.substring(1, braced.length() - 1).replace("-", "");
        u32(Long.parseLong(digits.substring(0, 8), 16));
        u16(Integer.parseInt(digits.substring(8, 12), 16));
        u16(Integer.parseInt(digits.substring(12, 16), 16));
        return hex(digits.substring(16));
    }

    /** Of {@code S-1-5-…}. */
    public ByteWriter sid(String text) {
        String[] parts = text.split("-", -1);
        u8(Integer.parseInt(parts[1])).u8(parts.length - 3).zeros(5).u8(Integer.parseInt(parts[2]));
        for (int i = 3; i < parts.length; i++) {
            u32(Long.parseLong(parts[i]));
        }
        return this;
    }

    public int size() {
        return out.size();
    }

    public byte[] toBytes() {
        return out.toByteArray();
    }
}
