package bzh.vigie.journal;

import bzh.vigie.event.SourceCount;
import bzh.vigie.journal.BlockReader.Found;
import bzh.vigie.journal.Format.BlockHeader;
import bzh.vigie.journal.Format.Kind;
import bzh.vigie.journal.Segments.View;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a journal's durable records in order, at its own pace, beside who appends. Holds no file open between two calls. Not
 * thread-safe.
 */
public final class Cursor {
    private final Journal journal;
    private final Compressor compressor;
    private final ArrayDeque<Entry> held = new ArrayDeque<>();
    private List<Lost> lost = new ArrayList<>();
    private long position;

    private @Nullable Segment segment;
    private int generation;
    private long offset;

    Cursor(Journal journal, Compressor compressor, long position) {
        this.journal = journal;
        this.compressor = compressor;
        this.position = position;
    }

    /** The number that comes next. */
    public long position() {
        return position;
    }

    /** Numbers that the last {@link #next} passed over. */
    public List<Lost> lost() {
        return List.copyOf(lost);
    }

    /**
     * The next records: as many as there are under both bounds, but at least one if there is one. Empty where nothing more
     * is durable, or where all that was durable is {@link #lost}.
     *
     * @throws IOException if the disk cannot be read, or a block needs a compressor that was not handed in
     */
    public List<Entry> next(int maxRecords, long maxBytes) throws IOException {
        lost = new ArrayList<>();
        List<Entry> taken = new ArrayList<>();
        long bytes = 0;
        while (taken.size() < maxRecords) {
            if (held.isEmpty() && !fill()) {
                break;
            }
            Entry entry = held.peek();
            if (entry == null) {
                continue;
            }
            bytes += entry.bytes().length;
            if (!taken.isEmpty() && bytes > maxBytes) {
                break;
            }
            taken.add(held.remove());
            position = entry.number() + 1;
        }
        return taken;
    }

    /** Reads on until a block's records are held or numbers are lost; false where nothing durable is left. */
    private boolean fill() throws IOException {
        Optional<View> found = journal.view(position);
        if (found.isEmpty()) {
            return false;
        }
        View view = found.get();
        if (view.first() > position) {
            lose(view.first() - 1, List.of(), position < view.oldest() ? Lost.Cause.REMOVED : Lost.Cause.DAMAGED);
        }
        if (segment != view.segment() || generation != view.generation()) {
            segment = view.segment();
            generation = view.generation();
            offset = Format.SEGMENT_HEADER;
        }
        if (view.segment().mark.isPresent()) {
            try (BlockReader reader =
                    new BlockReader(view.segment().path, view.segment().mark.getAsLong(), offset, view.readable())) {
                if (read(reader)) {
                    return true;
                }
            } catch (FileNotFoundException e) {
                Optional<View> again = journal.view(position);
                if (again.isEmpty() || again.get().segment() != view.segment()) {
                    return true; // released or dropped in between
                }
                // Deleted behind the journal's back: its records are lost like damaged ones.
            }
        }
        if (position <= view.last()) {
            lose(view.last(), List.of(), Lost.Cause.DAMAGED);
        }
        return true;
    }

    /** Whether it came upon the position before the file's end. */
    private boolean read(BlockReader reader) throws IOException {
        for (Optional<Found> next = reader.next(); next.isPresent(); next = reader.next()) {
            Found block = next.get();
            offset = reader.offset();
            BlockHeader header = block.header();
            if (header.kind() == Kind.SEAL || header.last() < position) {
                continue;
            }
            if (header.first() > position) {
                lose(header.first() - 1, List.of(), Lost.Cause.DAMAGED);
            }
            switch (header.kind()) {
                case CUT -> lose(header.last(), reader.summary(block).orElse(List.of()), Lost.Cause.CUT);
                case DROPPED -> lose(header.last(), reader.summary(block).orElse(List.of()), Lost.Cause.REMOVED);
                case RECORDS, SEAL -> {
                    if (!hold(header, reader.payload(block))) {
                        lose(header.last(), reader.summary(block).orElse(List.of()), Lost.Cause.DAMAGED);
                    }
                }
            }
            return true;
        }
        return false;
    }

    @SuppressWarnings("OptionalOfArray") // as BlockReader.payload
    private boolean hold(BlockHeader header, Optional<byte[]> stored) throws IOException {
        if (stored.isEmpty()) {
            return false;
        }
        Compressor used = compressor(header.compressor());
        byte[] raw;
        try {
            raw = used.inflate(stored.get(), header.rawLength());
        } catch (IOException e) {
            return false;
        }
        List<Entry> entries = new ArrayList<>(header.records());
        ByteBuffer in = ByteBuffer.wrap(raw);
        for (int i = 0; i < header.records(); i++) {
            int length = in.remaining() < 4 ? -1 : in.getInt();
            if (length < 0 || length > in.remaining()) {
                return false;
            }
            byte[] record = new byte[length];
            in.get(record);
            if (header.first() + i >= position) {
                entries.add(new Entry(header.first() + i, record));
            }
        }
        held.addAll(entries);
        return true;
    }

    private Compressor compressor(byte id) throws IOException {
        for (Compressor known : List.of(Compressor.NONE, compressor, Compressor.DEFLATE)) {
            if (known.id() == id) {
                return known;
            }
        }
        throw new IOException("a block in " + (segment == null ? "" : segment.path) + " was made with compressor " + id
                + ", which this program does not have");
    }

    private void lose(long to, List<SourceCount> counts, Lost.Cause cause) {
        lost.add(new Lost(position, to, counts, cause));
        position = to + 1;
    }
}
