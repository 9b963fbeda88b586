package bzh.vigie.agent.windows.wmi;

import bzh.vigie.agent.host.Bytes;
import bzh.vigie.agent.windows.ByteWriter;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A repository of WMI written from the descriptions at the top of its readers: one record a page and more where it is long, an
 * index of one root and leaves, pages in another order in the file than by number. No real repository was at hand to compare with.
 */
public final class RepositoryWriter {
    private static final int PAGE = 8_192;
    private static final int KEYS_OF_A_LEAF = 6;

    private final Form form;
    private final List<byte[]> dataPages = new ArrayList<>();
    private final TreeMap<String, Boolean> keys = new TreeMap<>();
    private int nextId = 0x1000;

    RepositoryWriter(Form form) {
        this.form = form;
        dataPages.add(new byte[PAGE]);
    }

    /** Of Windows Vista and later. */
    public static RepositoryWriter vista() {
        return new RepositoryWriter(Form.VISTA);
    }

    /** Adds {@code root\name} and so on, each level as an instance in the one above. */
    public RepositoryWriter namespace(String full) {
        String[] parts = full.split("\\\\", -1);
        String above = parts[0];
        for (int i = 1; i < parts.length; i++) {
            instance(above, "__namespace", Map.of("Name", parts[i]));
            above += "\\" + parts[i];
        }
        return this;
    }

    /** Adds an instance of a class of {@link Layout}; texts, and numbers as text. */
    public RepositoryWriter instance(String namespace, String className, Map<String, String> values) {
        Layout layout = Layout.of(className).orElseThrow();
        return record(namespace, className, record(layout, className, values));
    }

    /** Adds a consumer of a class of its own. */
    public RepositoryWriter otherConsumer(String namespace, String className, String... texts) {
        keys.put(
                "NS_" + form.digest(namespace) + "\\CR_" + form.digest("__EventConsumer") + "\\C_"
                        + form.digest(className),
                true);
        ByteWriter heap = new ByteWriter().u8(0).latin1(className).u8(0);
        for (String text : texts) {
            heap.u8(0).latin1(text).u8(0);
        }
        ByteWriter block = new ByteWriter().u32(0).u8(0).zeros(20).u32(4).u8(1);
        return record(namespace, className, head(className, block, heap.toBytes()));
    }

    /** Of a subscription: a filter, a consumer that runs a command, what binds them. */
    public RepositoryWriter subscription(String namespace, String name, String query, String command) {
        instance(
                namespace,
                "__EventFilter",
                Map.of("Name", name, "Query", query, "QueryLanguage", "WQL", "CreatorSID", "S-1-5-32-544"));
        instance(namespace, "CommandLineEventConsumer", Map.of("Name", name, "CommandLineTemplate", command));
        return bind(namespace, name, "CommandLineEventConsumer", name);
    }

    /** What binds a filter to a consumer. */
    public RepositoryWriter bind(String namespace, String filter, String consumerClass, String consumer) {
        return instance(
                namespace,
                "__FilterToConsumerBinding",
                Map.of(
                        "Filter", "__EventFilter.Name=\"" + filter + "\"",
                        "Consumer", consumerClass + ".Name=\"" + consumer + "\""));
    }

    /** The files by name. */
    public Map<String, byte[]> toFiles() {
        List<byte[]> indexPages = indexPages();
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("OBJECTS.DATA", shuffled(dataPages));
        files.put("INDEX.BTR", shuffled(indexPages));
        byte[] data = mapping(dataPages.size(), 0);
        byte[] index = mapping(indexPages.size(), 1);
        if (form == Form.XP) {
            files.put("OBJECTS.MAP", data);
            files.put("INDEX.MAP", index);
        } else {
            byte[] both = new ByteWriter().bytes(data).bytes(index).u32(0).toBytes();
            files.put("MAPPING1.MAP", both);
            byte[] older = both.clone();
            older[4] = 1;
            files.put("MAPPING2.MAP", older);
        }
        return files;
    }

    /** As the reader takes them. */
    static Map<String, Bytes> opened(Map<String, byte[]> files) {
        Map<String, Bytes> opened = new HashMap<>();
        files.forEach((name, bytes) -> opened.put(name, Bytes.of(bytes)));
        return opened;
    }

    private RepositoryWriter record(String namespace, String className, byte[] record) {
        int page = dataPages.size();
        int id = nextId++;
        ByteWriter first = new ByteWriter();
        int place = 64;
        first.u32(7).u32(48).u32(8).u32(0);
        first.u32(id).u32(place).u32(record.length).u32(0).zeros(16).zeros(16).bytes(record);
        byte[] all = first.pad(PAGE, 0).toBytes();
        for (int at = 0; at < all.length; at += PAGE) {
            dataPages.add(java.util.Arrays.copyOfRange(all, at, at + PAGE));
        }
        keys.put(
                "NS_" + form.digest(namespace) + "\\CI_" + form.digest(className) + "\\IL_" + form.digest("" + id) + "."
                        + page + "." + id + "." + record.length,
                true);
        return this;
    }

    private byte[] record(Layout layout, String className, Map<String, String> values) {
        ByteWriter heap = new ByteWriter().u8(0).latin1(className).u8(0);
        ByteWriter toc = new ByteWriter();
        byte[] states = new byte[(layout.properties().size() + 3) / 4];
        for (int i = 0; i < layout.properties().size(); i++) {
            Layout.Property property = layout.properties().get(i);
            String value = values.get(property.name());
            if (value == null) {
                states[i / 4] |= (byte) (1 << (2 * (i % 4)));
                toc.zeros(property.type().size);
                continue;
            }
            switch (property.type()) {
                case TEXT -> toc.u32(put(heap, value));
                case BITS_16 -> toc.u16(Integer.parseInt(value));
                case BITS_32 -> toc.u32(Long.parseLong(value));
                case BITS_64 -> toc.u64(Long.parseLong(value));
                case BYTES -> {
                    byte[] sid = new ByteWriter().sid(value).toBytes();
                    toc.u32(heap.size());
                    heap.u32(sid.length).bytes(sid);
                }
                case TEXTS -> {
                    String[] each = value.split("\n", -1);
                    long[] places = new long[each.length];
                    for (int j = 0; j < each.length; j++) {
                        places[j] = put(heap, each[j]);
                    }
                    toc.u32(heap.size());
                    heap.u32(each.length);
                    for (long place : places) {
                        heap.u32(place);
                    }
                }
            }
        }
        ByteWriter block = new ByteWriter()
                .u32(0)
                .u8(0)
                .bytes(states)
                .bytes(toc.toBytes())
                .u32(4)
                .u8(1);
        return head(className, block, heap.toBytes());
    }

    private byte[] head(String className, ByteWriter block, byte[] heap) {
        return new ByteWriter()
                .utf16(form.digest(className))
                .fileTime(1_793_606_400_000_000L)
                .fileTime(1_793_606_400_000_000L)
                .u32(4 + block.size() + 4 + heap.length)
                .bytes(block.toBytes())
                .u32(0x8000_0000L | heap.length)
                .bytes(heap)
                .toBytes();
    }

    private static int put(ByteWriter heap, String text) {
        int place = heap.size();
        boolean narrow = text.chars().allMatch(c -> c < 256);
        if (narrow) {
            heap.u8(0).bytes(text.getBytes(StandardCharsets.ISO_8859_1)).u8(0);
        } else {
            heap.u8(1).utf16(text).u16(0);
        }
        return place;
    }

    private List<byte[]> indexPages() {
        List<String> all = new ArrayList<>(keys.keySet());
        List<List<String>> leaves = new ArrayList<>();
        List<String> middle = new ArrayList<>();
        for (int i = 0; i < all.size(); i += KEYS_OF_A_LEAF + 1) {
            int end = Math.min(all.size(), i + KEYS_OF_A_LEAF);
            leaves.add(all.subList(i, end));
            if (end < all.size()) {
                middle.add(all.get(end));
            }
        }
        if (leaves.size() == middle.size()) {
            leaves.add(List.of());
        }
        List<byte[]> pages = new ArrayList<>();
        pages.add(new ByteWriter().u32(0xADDD).u32(0).u32(0).u32(1).pad(PAGE, 0).toBytes());
        long[] children = new long[middle.size() + 1];
        for (int i = 0; i < children.length; i++) {
            children[i] = i + 2L;
        }
        pages.add(page(1, middle, children));
        for (int i = 0; i < leaves.size(); i++) {
            pages.add(page(i + 2, leaves.get(i), new long[leaves.get(i).size() + 1]));
        }
        return pages;
    }

    private static byte[] page(int number, List<String> keys, long[] children) {
        ByteWriter out = new ByteWriter().u32(0xACCC).u32(number).u32(0).u32(1).u32(keys.size());
        out.zeros(4 * keys.size());
        for (long child : children) {
            out.u32(child);
        }
        Map<String, Integer> texts = new LinkedHashMap<>();
        ByteWriter places = new ByteWriter();
        ByteWriter parts = new ByteWriter();
        for (String key : keys) {
            places.u16(parts.size() / 2);
            String[] split = key.split("\\\\", -1);
            parts.u16(split.length);
            for (String part : split) {
                parts.u16(texts.computeIfAbsent(part, p -> texts.size()));
            }
        }
        out.bytes(places.toBytes()).u16(parts.size() / 2).bytes(parts.toBytes());
        out.u16(texts.size());
        ByteWriter data = new ByteWriter();
        for (String text : texts.keySet()) {
            out.u16(data.size());
            data.latin1(text).u8(0);
        }
        return out.u16(data.size()).bytes(data.toBytes()).pad(PAGE, 0).toBytes();
    }

    /** Pages last to first, as {@link #mapping} says. */
    private static byte[] shuffled(List<byte[]> pages) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        pages.reversed().forEach(out::writeBytes);
        return out.toByteArray();
    }

    private byte[] mapping(int pages, int root) {
        ByteWriter out = new ByteWriter().u32(0xABCD).u32(5);
        if (form == Form.VISTA) {
            out.u32(0).u32(0);
        }
        out.u32(pages).u32(pages + 1);
        for (int i = 0; i < pages; i++) {
            out.u32(pages - 1 - i);
            if (form == Form.VISTA) {
                out.u32(0).u32(0).u32(root).u32(0).u32(0);
            }
        }
        out.u32(0xFFFF_FFFFL).zeros(form == Form.VISTA ? 20 : 0);
        return out.u32(1).u32(0xFFFF_FFFFL).u32(0xDCBA).toBytes();
    }
}
