package bzh.vigie.collector.evtx;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32;

/** Writes one chunk of an event log, so that tests have logs of their own. */
final class EvtxWriter {
    static final long WRITTEN = 133_000_000_000_000_000L;

    private final ByteBuffer out = ByteBuffer.allocate(Chunk.SIZE).order(ByteOrder.LITTLE_ENDIAN);
    private final Map<String, Integer> names = new HashMap<>();
    private final Map<Integer, Integer> templates = new HashMap<>();
    private boolean inTemplate;
    private long first = -1;
    private long last = -1;
    private int lastAt;

    EvtxWriter() {
        out.position(Chunk.HEADER_SIZE);
    }

    /** A value to fill a template with; its bytes are written where they belong. */
    record Filled(int type, Runnable bytes) {}

    /** An attribute of an element. */
    record Named(String name, Runnable value) {}

    EvtxWriter record(long id, Runnable content) {
        int at = out.position();
        out.putInt(0x2a2a).putInt(0).putLong(id).putLong(WRITTEN);
        content.run();
        while (out.position() % 8 != 4) {
            out.put((byte) 0);
        }
        int size = out.position() + 4 - at;
        out.putInt(size).putInt(at + 4, size);
        first = first < 0 ? id : first;
        last = id;
        lastAt = at;
        return this;
    }

    void fragment(Runnable content) {
        out.putInt(0x0001010f);
        content.run();
        out.put((byte) 0);
    }

    void element(String name, Named[] attributes, Runnable... content) {
        out.put((byte) (attributes.length > 0 ? 0x41 : 0x01));
        if (inTemplate) {
            out.putShort((short) -1);
        }
        int sizeAt = out.position();
        out.putInt(0);
        name(name);
        if (attributes.length > 0) {
            int attributesAt = out.position();
            out.putInt(0);
            for (int i = 0; i < attributes.length; i++) {
                out.put((byte) (i < attributes.length - 1 ? 0x46 : 0x06));
                name(attributes[i].name());
                attributes[i].value().run();
            }
            out.putInt(attributesAt, out.position() - attributesAt - 4);
        }
        if (content.length == 0) {
            out.put((byte) 0x03);
        } else {
            out.put((byte) 0x02);
            for (Runnable each : content) {
                each.run();
            }
            out.put((byte) 0x04);
        }
        out.putInt(sizeAt, out.position() - sizeAt - 4);
    }

    void element(String name, Runnable... content) {
        element(name, new Named[0], content);
    }

    void text(String text) {
        out.put((byte) 0x05).put((byte) Type.STRING).putShort((short) text.length());
        utf16(text);
    }

    void cdata(String text) {
        out.put((byte) 0x07).putShort((short) text.length());
        utf16(text);
    }

    void character(int c) {
        out.put((byte) 0x08).putShort((short) c);
    }

    void entity(String name) {
        out.put((byte) 0x09);
        name(name);
    }

    void hole(int number, int type) {
        out.put((byte) 0x0d).putShort((short) number).put((byte) type);
    }

    void optional(int number, int type) {
        out.put((byte) 0x0e).putShort((short) number).put((byte) type);
    }

    void bytes(byte... bytes) {
        out.put(bytes);
    }

    void template(int id, Runnable definition, Filled... values) {
        out.put((byte) 0x0c).put((byte) 1).putInt(id);
        Integer known = templates.get(id);
        if (known != null) {
            out.putInt(known);
        } else {
            int at = out.position() + 4;
            templates.put(id, at);
            out.putInt(at).putInt(0).putInt(id).put(new byte[12]).putInt(0);
            boolean outer = inTemplate;
            inTemplate = true;
            fragment(definition);
            inTemplate = outer;
            out.putInt(at + 20, out.position() - at - 24);
        }
        int descriptors = out.position() + 4;
        out.putInt(values.length).put(new byte[4 * values.length]);
        for (int i = 0; i < values.length; i++) {
            int from = out.position();
            values[i].bytes().run();
            out.putShort(descriptors + 4 * i, (short) (out.position() - from))
                    .put(descriptors + 4 * i + 2, (byte) values[i].type());
        }
    }

    Filled value(int type, byte... bytes) {
        return new Filled(type, () -> out.put(bytes));
    }

    Filled text(int type, String text) {
        return new Filled(type, () -> utf16(text));
    }

    Filled number(int type, int width, long number) {
        byte[] bytes = new byte[width];
        for (int i = 0; i < width; i++) {
            bytes[i] = (byte) (number >>> (8 * i));
        }
        return value(type, bytes);
    }

    private void name(String name) {
        Integer known = names.get(name);
        if (known != null) {
            out.putInt(known);
            return;
        }
        int at = out.position() + 4;
        names.put(name, at);
        out.putInt(at).putInt(0).putShort((short) 0).putShort((short) name.length());
        utf16(name);
        out.putShort((short) 0);
    }

    private void utf16(String text) {
        for (int i = 0; i < text.length(); i++) {
            out.putChar(text.charAt(i));
        }
    }

    /** The chunk with a right header and checksums. */
    byte[] chunk() {
        byte[] bytes = out.array().clone();
        ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int free = out.position();
        header.position(8).putLong(first).putLong(last);
        header.putLong(first).putLong(last).putInt(128).putInt(lastAt).putInt(free);
        seal(bytes);
        return bytes;
    }

    /** Makes a chunk of these bytes, whose checksums are right where its free space is one. */
    static void seal(byte[] bytes) {
        ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        header.put("ElfChnk\0".getBytes(StandardCharsets.US_ASCII));
        int free = Math.clamp(header.getInt(48), Chunk.HEADER_SIZE, Chunk.SIZE);
        header.putInt(52, crc(bytes, new int[] {Chunk.HEADER_SIZE, free}));
        header.putInt(124, crc(bytes, new int[] {0, 120}, new int[] {128, Chunk.HEADER_SIZE}));
    }

    private static int crc(byte[] bytes, int[]... parts) {
        CRC32 crc = new CRC32();
        for (int[] part : parts) {
            crc.update(bytes, part[0], part[1] - part[0]);
        }
        return (int) crc.getValue();
    }

    /** A file of these chunks. */
    static byte[] file(byte[]... chunks) {
        ByteBuffer header = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
        header.put("ElfFile\0".getBytes(StandardCharsets.US_ASCII)).putLong(0).putLong(chunks.length - 1L);
        header.putLong(1).putInt(128).putShort((short) 1).putShort((short) 3).putShort((short) 4096);
        header.putShort((short) chunks.length);
        header.putInt(124, crc(header.array(), new int[] {0, 120}));
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(header.array());
        for (byte[] chunk : chunks) {
            file.writeBytes(chunk);
        }
        return file.toByteArray();
    }
}
