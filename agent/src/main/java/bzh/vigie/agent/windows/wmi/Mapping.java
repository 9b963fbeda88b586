package bzh.vigie.agent.windows.wmi;

import bzh.vigie.agent.windows.ByteReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which page of a file a page number means: pages are written anew elsewhere and then mapped.
 *
 * <pre>
 * u32 0xABCD, u32 sequence, from Vista on u32 and u32 identifiers, u32 pages of the file, u32 n,
 * n entries  XP: u32 page      Vista: u32 page, u32 CRC, u32 free, u32 used, u32, u32
 * u32 m, m × u32 free pages, u32 0xDCBA; from Vista on a state after the last table
 * a page's two highest bits are flags; all others set: it is not mapped
 * </pre>
 *
 * <p>Sources: libyal/dtformats "WMI repository file format"; flare-wmi.
 *
 * @param sequence the mapping with the highest one counts
 * @param tables that of OBJECTS.DATA, then that of INDEX.BTR where it is in the same file
 */
record Mapping(Form form, long sequence, List<Table> tables) {
    private static final long START = 0xABCD;
    private static final long END = 0xDCBA;
    private static final int PAGE = 0x3FFF_FFFF;
    private static final int MAX_ENTRIES = 262_144;

    /** Pages by their number; -1 for one that is not mapped. */
    static final class Table {
        private final int[] pages;

        /** What the first entry says is used; from Vista on that is the root of the index. */
        final long firstUsed;

        Table(int[] pages, long firstUsed) {
            this.pages = pages;
            this.firstUsed = firstUsed;
        }

        /** Where that page is in the file, -1 where it is not mapped. */
        int page(long number) {
            return number < 0 || number >= pages.length ? -1 : pages[(int) number];
        }

        /** How many there are. */
        int size() {
            return pages.length;
        }
    }

    Mapping {
        tables = List.copyOf(tables);
    }

    /** Any bytes; empty where they are no mapping. */
    static Optional<Mapping> parse(byte[] bytes) {
        Optional<Mapping> vista = parse(bytes, Form.VISTA);
        return vista.isPresent() ? vista : parse(bytes, Form.XP);
    }

    private static Optional<Mapping> parse(byte[] bytes, Form form) {
        ByteReader in = ByteReader.of(bytes);
        List<Table> tables = new ArrayList<>();
        long sequence = 0;
        while (tables.size() < 2 && in.remaining() >= 16) {
            if (in.u32() != START) {
                break;
            }
            long mine = in.u32();
            Optional<Table> table = table(in, form);
            if (table.isEmpty()) {
                break;
            }
            sequence = tables.isEmpty() ? mine : sequence;
            tables.add(table.get());
        }
        return tables.isEmpty() ? Optional.empty() : Optional.of(new Mapping(form, sequence, tables));
    }

    private static Optional<Table> table(ByteReader in, Form form) {
        in.skip(form == Form.VISTA ? 12 : 4);
        long count = in.u32();
        if (in.failed() || count > MAX_ENTRIES || count * form.entry > in.remaining()) {
            return Optional.empty();
        }
        int[] pages = new int[(int) count];
        long firstUsed = 0;
        for (int i = 0; i < pages.length; i++) {
            int page = in.i32() & PAGE;
            pages[i] = page == PAGE ? -1 : page;
            in.skip(form == Form.VISTA ? 8 : 0);
            long used = form == Form.VISTA ? in.u32() : 0;
            firstUsed = i == 0 ? used : firstUsed;
            in.skip(form == Form.VISTA ? 8 : 0);
        }
        in.skip(4 * in.u32());
        return in.u32() == END && !in.failed() ? Optional.of(new Table(pages, firstUsed)) : Optional.empty();
    }
}
