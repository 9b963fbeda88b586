package bzh.vigie.collector;

import bzh.vigie.collector.detect.Delivered;
import bzh.vigie.collector.detect.Feed;
import bzh.vigie.collector.ingest.IngestLog;
import bzh.vigie.collector.ingest.Received;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;

/** The ingest log as detection reads it. */
public record IngestFeed(IngestLog log) implements Feed {
    @Override
    public String name() {
        return IngestLog.NAME;
    }

    @Override
    public Reading from(long number) {
        return new LogReading(log.cursor(number));
    }

    private record LogReading(IngestLog.Reader reader) implements Reading {
        @Override
        public List<Delivered> next(int max, Duration patience) throws IOException, InterruptedException {
            List<Received> batches = reader.next(max);
            if (batches.isEmpty() && reader.await(patience)) {
                batches = reader.next(max);
            }
            return batches.stream().map(LogReading::delivered).toList();
        }

        @Override
        public boolean hasMore() {
            return reader.hasMore();
        }

        @Override
        public long position() {
            return reader.position();
        }

        private static Delivered delivered(Received batch) {
            return new Delivered(
                    batch.agent(),
                    batch.commune(),
                    batch.lane().epoch(),
                    batch.lane().lane(),
                    batch.number(),
                    batch.received(),
                    batch.weight(),
                    new DeflatedPayload(batch));
        }
    }

    private record DeflatedPayload(Received batch) implements Delivered.Payload {
        @Override
        public byte[] compressed() {
            return batch.deflated().toByteArray();
        }

        @Override
        public InputStream inflate() {
            return batch.inflate();
        }
    }
}
