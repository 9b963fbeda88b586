package bzh.vigie.agent.persistence;

import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.source.Sink;
import bzh.vigie.event.Clock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** Readings of a directory in which, from one connection to the next, a setting has another value: 1, 2, and so on. */
public final class QuickDirectory {
    private QuickDirectory() {}

    /** One that reads at once what it is told that it changed, and by itself once a day. */
    public static DirectoryInventory open(Sink sink, Clock clock, Machine machine, Path folder, Duration every)
            throws IOException {
        AtomicInteger connections = new AtomicInteger();
        return DirectoryInventory.open(
                sink,
                clock,
                machine,
                folder,
                () -> {
                    int number = connections.incrementAndGet();
                    return HeldDirectory.of(
                                    "dn: CN=Directory Service,CN=Windows NT,CN=Services,CN=Configuration,{domain}\n"
                                            + "objectClass: nTDSService\n"
                                            + "dSHeuristics: " + number + "\nuSNChanged: " + (100 + number))
                            .saying("highestCommittedUSN", Integer.toString(100 + number));
                },
                every,
                new DirectoryInventory.Rest(Duration.ZERO, Duration.ZERO, Duration.ofDays(1)),
                Duration.ofMinutes(1));
    }
}
