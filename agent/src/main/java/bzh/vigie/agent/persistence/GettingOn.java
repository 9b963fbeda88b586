package bzh.vigie.agent.persistence;

import bzh.vigie.agent.directory.Directory;
import bzh.vigie.agent.directory.DirectoryOver;
import bzh.vigie.agent.directory.Entry;
import bzh.vigie.agent.directory.Query;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.host.SharedFolder;
import bzh.vigie.event.Sha256;
import java.time.Duration;
import java.util.function.LongSupplier;

/** Says that a reading gets on with what a controller gives and shares, every half minute at most. Thread-safe, as what is done with a sign has to be. */
final class GettingOn {
    private static final long EVERY = Duration.ofSeconds(30).toNanos();

    private final Runnable sign;
    private final LongSupplier nanos;
    private long last;

    /**
     * @param sign what is done then
     * @param nanos as {@link System#nanoTime}
     */
    GettingOn(Runnable sign, LongSupplier nanos) {
        this.sign = sign;
        this.nanos = nanos;
        this.last = nanos.getAsLong();
    }

    private synchronized void gotOn() {
        long now = nanos.getAsLong();
        if (now - last > EVERY) {
            last = now;
            sign.run();
        }
    }

    /** That directory, of whose objects each is one. */
    Directory over(Directory directory) {
        return new DirectoryOver(directory) {
            @Override
            public Entry root() throws Refused {
                gotOn();
                return super.root();
            }

            @Override
            public void search(Query query, Each each) throws Refused {
                super.search(query, entry -> {
                    gotOn();
                    return each.take(entry);
                });
                gotOn();
            }
        };
    }

    /** That folder, of whose files each is one. */
    SharedFolder over(SharedFolder folder) {
        return new SharedFolder() {
            @Override
            public void walk(Visit visit) {
                folder.walk(visit);
                gotOn();
            }

            @Override
            public Reading<byte[]> read(HostPath path, int limit) {
                gotOn();
                return folder.read(path, limit);
            }

            @Override
            public Reading<Sha256> digest(HostPath path, long limit) {
                gotOn();
                return folder.digest(path, limit);
            }
        };
    }
}
