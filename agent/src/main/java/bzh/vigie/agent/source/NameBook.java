package bzh.vigie.agent.source;

import bzh.vigie.agent.host.Sockets;
import bzh.vigie.agent.host.Sockets.NameAnswer;
import bzh.vigie.agent.host.Sockets.Owner;
import bzh.vigie.event.Clock;
import bzh.vigie.event.Event;
import bzh.vigie.event.Observed;
import bzh.vigie.event.Observed.Why;
import bzh.vigie.event.ProcessKey;
import bzh.vigie.text.Printable;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Names that processes asked for, each told once in five minutes as long as the answer is the same; the last 2,048 are remembered.
 * Not thread-safe.
 */
final class NameBook {
    private static final long AGAIN = TimeUnit.MINUTES.toNanos(5);
    private static final int REMEMBERED = 2_048;
    private static final Map<Integer, String> TYPES = Map.of(
            1, "A", 2, "NS", 5, "CNAME", 6, "SOA", 12, "PTR", 15, "MX", 16, "TXT", 28, "AAAA", 33, "SRV", 65, "HTTPS");

    private final WatchedSystem system;
    private final Sink sink;
    private final Clock clock;
    private final Told told;
    private final Quota quota = new Quota(100, 1_000, System::nanoTime);
    private final Map<NameAnswer, Long> recent = new LinkedHashMap<>(256, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<NameAnswer, Long> eldest) {
            return size() > REMEMBERED;
        }
    };

    NameBook(WatchedSystem system, Sink sink, Clock clock, Told told) {
        this.system = system;
        this.sink = sink;
        this.clock = clock;
        this.told = told;
    }

    /** Takes in an answer. */
    void told(NameAnswer answer, Sockets sockets) {
        long now = System.nanoTime();
        Long before = recent.get(answer);
        if (before != null && now - before < AGAIN) {
            return;
        }
        recent.put(answer, now);
        if (!quota.take()) {
            told.lost(1);
            return;
        }
        long pid = Integer.toUnsignedLong(answer.pid());
        Optional<Owner> owner = pid == 0
                ? Optional.empty()
                : Optional.ofNullable(sockets.owners(Set.of(pid)).get(pid));
        Why why = pid == 0 ? Why.NOT_OFFERED : Why.ENDED;
        sink.accept(new Event.DnsAnswer(
                clock.now(),
                system.network(),
                owner.map(o -> Observed.known(new ProcessKey(clock.now().bootId(), o.pid(), o.startTicks())))
                        .orElse(Observed.missed(why)),
                owner.map(Owner::image).orElse(Observed.missed(why)),
                Printable.clean(answer.name().toLowerCase(Locale.ROOT)),
                TYPES.getOrDefault(answer.type(), Integer.toString(answer.type())),
                answer.answers().stream().map(Printable::clean).toList()));
    }
}
