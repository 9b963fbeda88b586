package bzh.vigie.agent.windows.shim;

import bzh.vigie.agent.windows.ByteWriter;
import java.util.HashMap;
import java.util.Map;

/** Shim databases written tag by tag. */
public final class ShimWriter {
    private final ByteWriter texts = new ByteWriter();
    private final Map<String, Long> places = new HashMap<>();
    private final ByteWriter body = new ByteWriter();
    private final ByteWriter library = new ByteWriter();

    /** Adds a program and the shims or patches done to it: {@code name} or {@code name|command line}; a patch begins with {@code !}. */
    public ShimWriter program(String file, String application, String... fixes) {
        ByteWriter program =
                new ByteWriter().u16(0x6001).u32(text(file)).u16(0x6006).u32(text(application));
        for (String fix : fixes) {
            boolean patch = fix.startsWith("!");
            String[] parts = fix.substring(patch ? 1 : 0).split("\\|", 2);
            ByteWriter one = new ByteWriter().u16(0x6001).u32(text(parts[0]));
            if (parts.length == 2) {
                one.u16(0x6008).u32(text(parts[1]));
            }
            list(program, patch ? 0x700A : 0x7009, one);
        }
        program.u16(0x9004).u32(3).hex("010203").u8(0);
        list(body, 0x7007, program);
        return this;
    }

    /** Adds a shim of the database's own, by a DLL. */
    public ShimWriter shim(String name, String dll) {
        ByteWriter one =
                new ByteWriter().u16(0x6001).u32(text(name)).u16(0x600A).u32(text(dll));
        list(library, 0x7004, one);
        return this;
    }

    public byte[] toBytes() {
        ByteWriter database = new ByteWriter().u16(0x6001).u32(text("base de test"));
        database.u16(0x9007)
                .u32(16)
                .guid("{0b2f1d2c-9f3a-4d55-8c11-2f6a7b8c9d0e}")
                .u16(0x1001);
        list(database, 0x7002, library);
        database.bytes(body.toBytes());
        ByteWriter out = new ByteWriter().u32(2).u32(1).latin1("sdbf");
        list(out, 0x7001, database);
        list(out, 0x7801, texts);
        return out.toBytes();
    }

    /** The place of a text, which stands once. */
    private long text(String text) {
        Long known = places.get(text);
        if (known != null) {
            return known;
        }
        long place = texts.size() + 6L;
        places.put(text, place);
        texts.u16(0x8801).u32(2L * text.length() + 2).utf16(text).u16(0);
        return place;
    }

    private static void list(ByteWriter out, int tag, ByteWriter content) {
        out.u16(tag).u32(content.size()).bytes(content.toBytes());
    }
}
