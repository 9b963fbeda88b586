package bzh.vigie.collector.evtx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Parses binary XML of one chunk. Sources: [MS-EVEN6] 2.2.12 to 2.2.17 and libevtx, "Windows XML Event Log (EVTX)", chapter 4.
 *
 * <pre>
 * fragment   0f major minor flags, then content up to 00
 * element    01 | 41   [dependency u16, in templates] size u32, name, [41: size of attributes u32, attributes]
 *                      02 content 04 | 03
 * attribute  06 | 46   name, then values, texts, references and holes
 * text       05 | 45   type u8 (1), count u16, UTF-16
 * CDATA      07 | 47   count u16, UTF-16
 * character  08 | 48   u16
 * entity     09 | 49   name
 * PI         0a name, 0b count u16, UTF-16                                   not told
 * template   0c u8, id u32, offset u32 of the definition, [there, when it is here: the definition], values
 * definition next u32, GUID, size u32, fragment                              in any chunk once, where it is first needed
 * hole       0d | 0e (optional)   number u16, type u8
 * name       offset u32; [there, when it is here: next u32, hash u16, count u16, UTF-16, 0 u16]
 * </pre>
 *
 * Offsets count from the chunk's start. The bit 40 of a token says that more of its kind follow; except for elements nothing
 * hangs on it. Elements outside of templates have no dependency; as some writers do otherwise, the place is told by where a name
 * can be. What cannot be read fails the cursor; what was read before stays. Bounded: 64 levels, and each step takes a byte.
 */
final class BinXml {
    private static final int MAX_DEPTH = 64;
    private static final int MORE = 0x40;

    private static final int END = 0x00;
    private static final int ELEMENT = 0x01;
    private static final int START_CLOSED = 0x02;
    private static final int EMPTY_CLOSED = 0x03;
    private static final int ELEMENT_END = 0x04;
    private static final int VALUE = 0x05;
    private static final int ATTRIBUTE = 0x06;
    private static final int CDATA = 0x07;
    private static final int CHARACTER = 0x08;
    private static final int ENTITY = 0x09;
    private static final int PI_TARGET = 0x0a;
    private static final int PI_DATA = 0x0b;
    private static final int TEMPLATE = 0x0c;
    private static final int HOLE = 0x0d;
    private static final int OPTIONAL_HOLE = 0x0e;
    private static final int FRAGMENT = 0x0f;

    /** Version 1.1 without flags. */
    private static final long FRAGMENT_1_1 = 0x0001010fL;

    private final byte[] chunk;
    private final Map<Integer, String> names = new HashMap<>();
    private final Map<Integer, Template> templates = new HashMap<>();

    BinXml(byte[] chunk) {
        this.chunk = chunk;
    }

    /** A parsed definition, or as much of it as could be read; its id is the GUID's first part. */
    private record Template(long id, List<Node> nodes, boolean whole) {
        static final Template BROKEN = new Template(-1, List.of(), false);
    }

    /**
     * All fragments from the cursor to its end, one after the other. Behind the last one lies anything, such as pieces of earlier
     * records, so of the later ones only those count that can be read whole.
     */
    List<Node> fragments(Cursor in, int depth) {
        List<Node> roots = new ArrayList<>(1);
        content(in, roots, depth, false);
        while (in.left() >= 4 && Cursor.u32(chunk, in.at()) == FRAGMENT_1_1) {
            Cursor next = new Cursor(chunk, in.at(), in.end());
            List<Node> more = new ArrayList<>(1);
            content(next, more, depth, false);
            if (next.failed()) {
                break;
            }
            roots.addAll(more);
            in.skip(next.at() - in.at());
        }
        return roots;
    }

    private void content(Cursor in, List<Node> to, int depth, boolean template) {
        if (depth > MAX_DEPTH) {
            in.fail();
        }
        while (in.left() > 0) {
            int token = in.u8();
            switch (token & ~MORE) {
                case END, ELEMENT_END -> {
                    return;
                }
                case ELEMENT -> element(in, (token & MORE) != 0, depth, template, to);
                case FRAGMENT -> in.skip(3);
                case TEMPLATE -> to.add(instance(in, depth));
                case PI_TARGET -> name(in);
                case PI_DATA -> in.skip(2L * in.u16());
                default -> part(in, token, to);
            }
        }
    }

    /** What may stand in an attribute too. */
    private void part(Cursor in, int token, List<Node> to) {
        switch (token & ~MORE) {
            case VALUE -> value(in, to);
            case CDATA -> text(to, in.text(in.u16()));
            case CHARACTER -> text(to, String.valueOf((char) in.u16()));
            case ENTITY -> text(to, entity(name(in)));
            case HOLE, OPTIONAL_HOLE -> {
                to.add(new Node.Hole(in.u16(), token == OPTIONAL_HOLE));
                in.skip(1);
            }
            default -> in.fail();
        }
    }

    private static void text(List<Node> to, String text) {
        to.add(new Node.Text(new Value.Literal(text)));
    }

    private static void value(Cursor in, List<Node> to) {
        int type = in.u8();
        int width = Type.width(type);
        if (width > 0) {
            int at = in.at();
            in.skip(width);
            if (!in.failed()) {
                text(to, new Value.Stored(in.bytes, at, width, type).text());
            }
        } else if (type == Type.STRING) {
            text(to, in.text(in.u16()));
        } else {
            in.fail();
        }
    }

    private void element(Cursor in, boolean hasAttributes, int depth, boolean template, List<Node> to) {
        if (dependency(in, template)) {
            in.skip(2);
        }
        in.skip(4);
        String name = name(in);
        if (name.isEmpty()) {
            return;
        }
        List<Node.Attribute> attributes = List.of();
        if (hasAttributes) {
            in.skip(4);
            attributes = new ArrayList<>();
            while ((in.peek() & ~MORE) == ATTRIBUTE) {
                in.u8();
                String attribute = name(in);
                List<Node> parts = parts(in);
                if (!attribute.isEmpty()) {
                    attributes.add(new Node.Attribute(attribute, parts));
                }
            }
        }
        List<Node> content = List.of();
        switch (in.u8()) {
            case START_CLOSED -> {
                content = new ArrayList<>();
                content(in, content, depth + 1, template);
            }
            case EMPTY_CLOSED -> {
                // Nothing in it.
            }
            default -> in.fail();
        }
        to.add(new Node.Element(name, attributes, content));
    }

    private List<Node> parts(Cursor in) {
        List<Node> parts = new ArrayList<>(1);
        while (true) {
            switch (in.peek() & ~MORE) {
                case VALUE, CDATA, CHARACTER, ENTITY, HOLE, OPTIONAL_HOLE -> part(in, in.u8(), parts);
                default -> {
                    return parts;
                }
            }
        }
    }

    private boolean dependency(Cursor in, boolean expected) {
        return nameCanBe(in.at() + (expected ? 6 : 4), in.end())
                ? expected
                : nameCanBe(in.at() + (expected ? 4 : 6), in.end()) != expected;
    }

    /** Whether an offset here leads to a name that was already told, or that follows at once. */
    private boolean nameCanBe(int at, int end) {
        if (at + 4 > end) {
            return false;
        }
        long offset = Cursor.u32(chunk, at);
        if (offset < Chunk.HEADER_SIZE || offset > at + 4 || offset + 8 > chunk.length) {
            return false;
        }
        int units = Cursor.u16(chunk, (int) offset + 6);
        return units > 0 && offset + 8 + 2L * units <= chunk.length;
    }

    private String name(Cursor in) {
        int offset = (int) Math.min(in.u32(), chunk.length);
        if (in.failed()) {
            return "";
        }
        if (offset == in.at()) {
            in.skip(6);
            in.skip(2L * in.u16() + 2);
        }
        String known = names.get(offset);
        if (known == null) {
            Cursor there = new Cursor(chunk, offset, chunk.length);
            there.skip(6);
            known = there.text(there.u16());
            if (there.failed() || known.isEmpty()) {
                in.fail();
                return "";
            }
            names.put(offset, known);
        }
        return known;
    }

    private static String entity(String name) {
        return switch (name) {
            case "amp" -> "&";
            case "lt" -> "<";
            case "gt" -> ">";
            case "quot" -> "\"";
            case "apos" -> "'";
            default -> "&" + name + ";";
        };
    }

    private Node instance(Cursor in, int depth) {
        in.skip(1);
        long id = in.u32();
        int offset = (int) Math.min(in.u32(), chunk.length);
        if (in.failed()) {
            return new Node.Instance(List.of(), Values.NONE);
        }
        Template template = template(offset, depth);
        if (template.id != id) {
            // The record was written for another chunk than this has become.
            in.fail();
            return new Node.Instance(List.of(), Values.NONE);
        }
        if (offset == in.at()) {
            in.skip(20);
            in.skip(in.u32());
        }
        Values values = Values.read(in);
        if (!template.whole) {
            in.fail();
        }
        return new Node.Instance(template.nodes, values);
    }

    private Template template(int offset, int depth) {
        Template known = templates.get(offset);
        if (known == null) {
            // Until it is parsed it is none, so that one which needs itself ends.
            templates.put(offset, Template.BROKEN);
            Cursor head = new Cursor(chunk, offset, chunk.length);
            head.skip(4);
            long id = head.u32();
            head.skip(12);
            long size = head.u32();
            int from = head.at();
            Cursor in = new Cursor(chunk, from, (int) Math.min(chunk.length, from + size));
            List<Node> nodes = new ArrayList<>(1);
            content(in, nodes, depth + 1, true);
            known = new Template(id, nodes, !head.failed() && !in.failed());
            templates.put(offset, known);
        }
        return known;
    }
}
