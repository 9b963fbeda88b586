package bzh.vigie.collector.detect;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.InflaterInputStream;

/** A log in memory whose records are numbered from 1. */
final class MemoryFeed implements Feed {
    private final List<Delivered> records = new ArrayList<>();

    void add(Delivered record) {
        records.add(record);
    }

    List<Delivered> records() {
        return records;
    }

    @Override
    public String name() {
        return "ingest";
    }

    @Override
    public Reading from(long number) {
        return new Reading() {
            private long position = number - 1;

            @Override
            public List<Delivered> next(int max, Duration patience) {
                // Small chunks, so that a history has many of them.
                int to = (int) Math.min(records.size(), position + Math.min(max, 3));
                List<Delivered> chunk = List.copyOf(records.subList((int) position, to));
                position = to;
                return chunk;
            }

            @Override
            public boolean hasMore() {
                return records.size() > position;
            }

            @Override
            public long position() {
                return position;
            }
        };
    }

    static Delivered.Payload payload(byte[] batch) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Deflater deflater = new Deflater()) {
            deflater.setInput(batch);
            deflater.finish();
            byte[] some = new byte[4_096];
            while (!deflater.finished()) {
                out.write(some, 0, deflater.deflate(some));
            }
        }
        byte[] compressed = out.toByteArray();
        return new Delivered.Payload() {
            @Override
            public byte[] compressed() {
                return compressed;
            }

            @Override
            public InputStream inflate() {
                return new InflaterInputStream(new ByteArrayInputStream(compressed));
            }
        };
    }
}
