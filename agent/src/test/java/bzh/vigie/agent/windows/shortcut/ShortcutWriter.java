package bzh.vigie.agent.windows.shortcut;

import bzh.vigie.agent.windows.ByteWriter;
import java.util.LinkedHashMap;
import java.util.Map;

/** Shell links written from MS-SHLLINK. */
public final class ShortcutWriter {
    private final Map<Integer, String> texts = new LinkedHashMap<>();
    private String idList = "";
    private String basePath = "";
    private String environment = "";
    private String machine = "";
    private int window = 1;
    private int flags = 0x80;

    /** Target by item ids: {@code C:\folder\file}. */
    public ShortcutWriter idList(String path) {
        idList = path;
        flags |= 0x1;
        return this;
    }

    public ShortcutWriter basePath(String path) {
        basePath = path;
        flags |= 0x2;
        return this;
    }

    public ShortcutWriter environment(String path) {
        environment = path;
        flags |= 0x200;
        return this;
    }

    /** One of 0x4 name, 0x8 relative path, 0x10 directory, 0x20 arguments, 0x40 icon. */
    public ShortcutWriter text(int flag, String text) {
        texts.put(flag, text);
        flags |= flag;
        return this;
    }

    public ShortcutWriter machine(String name) {
        machine = name;
        return this;
    }

    public ShortcutWriter window(int show) {
        window = show;
        return this;
    }

    public ShortcutWriter flag(int flag) {
        flags |= flag;
        return this;
    }

    public byte[] toBytes() {
        ByteWriter out = new ByteWriter()
                .u32(76)
                .guid("{00021401-0000-0000-c000-000000000046}")
                .u32(flags)
                .u32(0x20)
                .zeros(24)
                .u32(0)
                .u32(0)
                .u32(window)
                .u16(0)
                .zeros(10);
        if (!idList.isEmpty()) {
            byte[] ids = ids();
            out.u16(ids.length).bytes(ids);
        }
        if (!basePath.isEmpty()) {
            // MS-SHLLINK 2.3: where the local path is given, so is its volume (2.3.1), here a fixed drive without a
            // label.
            int path = 0x1C + 0x11;
            out.u32(path + basePath.length() + 2).u32(0x1C).u32(1).u32(0x1C);
            out.u32(path).u32(0).u32(path + basePath.length() + 1);
            out.u32(0x11).u32(3).u32(0x1234_5678L).u32(0x10).u8(0);
            out.latin1(basePath).u8(0).u8(0);
        }
        for (int flag = 0x4; flag <= 0x40; flag <<= 1) {
            String text = texts.get(flag);
            if (text != null) {
                out.u16(text.length()).utf16(text);
            }
        }
        if (!environment.isEmpty()) {
            out.u32(0x314).u32(0xA000_0001L).latin1(environment).zeros(260 - environment.length());
            out.utf16(environment).zeros(520 - 2 * environment.length());
        }
        if (!machine.isEmpty()) {
            out.u32(0x60).u32(0xA000_0003L).u32(0x58).u32(0).latin1(machine).zeros(16 - machine.length());
            for (int i = 0; i < 2; i++) {
                out.guid("{11111111-2222-3333-4444-555555555555}").guid("{0c4bb8a1-b7d0-11f0-9a01-0050569c1d2e}");
            }
        }
        return out.u32(0).toBytes();
    }

    private byte[] ids() {
        ByteWriter out = new ByteWriter();
        out.u16(20).u8(0x1F).u8(0x50).guid("{20d04fe0-3aea-1069-a2d8-08002b30309d}");
        String[] parts = idList.split("\\\\", -1);
        out.u16(25).u8(0x2F).latin1(parts[0] + "\\").zeros(25 - 3 - parts[0].length() - 1);
        for (int i = 1; i < parts.length; i++) {
            byte[] item = file(parts[i], i == parts.length - 1);
            out.u16(item.length + 2).bytes(item);
        }
        return out.u16(0).toBytes();
    }

    /** A file or folder with a short name in one byte a character and its long name in the extension block of version 9. */
    private static byte[] file(String name, boolean last) {
        String shortName = name.length() > 8 ? name.substring(0, 6).toUpperCase(java.util.Locale.ROOT) + "~1" : name;
        ByteWriter out =
                new ByteWriter().u8(last ? 0x32 : 0x31).u8(0).u32(0).u32(0).u16(0x20);
        out.latin1(shortName).u8(0).pad(2, 0);
        int at = out.size() + 2;
        ByteWriter block =
                new ByteWriter().u16(9).u32(0xBEEF_0004L).u32(0).u32(0).u16(0x2E);
        block.u16(0).u64(0).u64(0).u16(0).u32(0).u32(0).utf16(name).u16(0).u16(at);
        return out.u16(block.size() + 2).bytes(block.toBytes()).toBytes();
    }
}
