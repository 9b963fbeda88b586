package bzh.vigie.agent.persistence;

import bzh.vigie.agent.host.Apart;
import bzh.vigie.agent.host.Machine;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;

/** What reads a directory for the agent, on a thread of its own instead of in a process, over pipes. */
final class ServedApart implements Apart {
    private final Machine machine;
    private final DirectoryInventory.Connecting connecting;
    private final InstantSource clock;

    /** How many were started. */
    final AtomicInteger started = new AtomicInteger();

    ServedApart(Machine machine, DirectoryInventory.Connecting connecting, InstantSource clock) {
        this.machine = machine;
        this.connecting = connecting;
        this.clock = clock;
    }

    @Override
    public Started start(boolean waited) {
        int ignored = started.incrementAndGet();
        try {
            PipedInputStream said = new PipedInputStream(1 << 16);
            PipedInputStream told = new PipedInputStream(1 << 16);
            PipedOutputStream saying = new PipedOutputStream(said);
            PipedOutputStream telling = new PipedOutputStream(told);
            Thread thread = Thread.ofPlatform().daemon().start(() -> {
                try (saying) {
                    ReadDirectoryForParent.serve(machine, connecting, clock, told, saying);
                } catch (IOException | Error e) {
                    // its input ended, or it was made to die
                }
            });
            return new Served(thread, said, telling);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Served(Thread thread, InputStream output, OutputStream input) implements Started {
        @Override
        public Duration used() {
            return Duration.ZERO;
        }

        @Override
        public boolean hasEnded() {
            return !thread.isAlive();
        }

        @Override
        public String end() {
            return "signal 9";
        }

        @Override
        public void close() {
            try {
                output.close();
                input.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
