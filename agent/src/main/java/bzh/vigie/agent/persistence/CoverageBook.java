package bzh.vigie.agent.persistence;

import bzh.vigie.event.Account;
import bzh.vigie.event.Clock;
import bzh.vigie.event.Event;
import bzh.vigie.event.Moment;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.Sha256;
import bzh.vigie.event.WatchState;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** How each site is watched since when: tells a stretch when its state changes, hourly, and at the end. One thread. */
final class CoverageBook {
    private static final Duration EVERY = Duration.ofHours(1);

    private record Stretch(
            Optional<Account> account, Moment from, WatchState state, ReasonCode reason, String detail, long events) {}

    private final Clock clock;
    private final String source;
    private final Consumer<Event> sink;
    private final Map<Site.Name, Stretch> open = new HashMap<>();

    CoverageBook(Clock clock, String source, Consumer<Event> sink) {
        this.clock = clock;
        this.source = source;
        this.sink = sink;
    }

    /** From now on a site is watched like this; so many events were told of it just now. */
    void set(
            Site.Name site, Optional<Account> account, WatchState state, ReasonCode reason, String detail, int events) {
        Moment now = clock.now();
        Stretch before = open.get(site);
        if (before != null
                && before.state() == state
                && before.reason() == reason
                && before.detail().equals(detail)) {
            open.put(site, new Stretch(account, before.from(), state, reason, detail, before.events() + events));
            return;
        }
        if (before != null) {
            tell(site, before, now);
        }
        Stretch next = new Stretch(account, now, state, reason, detail, events);
        open.put(site, next);
        if (before == null || state != WatchState.LIVE || reason == ReasonCode.COVERED) {
            // the state is known at once, what is worse too: the stretch is still empty
            tell(site, next, now);
        }
    }

    /** Tells every stretch that has lasted an hour, and begins it anew. */
    void hourly() {
        Moment now = clock.now();
        open.replaceAll((site, stretch) -> {
            boolean due = !now.bootId().equals(stretch.from().bootId())
                    || now.monotonicMicros() - stretch.from().monotonicMicros() >= EVERY.toNanos() / 1_000;
            return due ? renewed(site, stretch, now) : stretch;
        });
    }

    /**
     * Tells that a full pass ended now; of one that began in another boot nothing can be said.
     *
     * @param digest over all places as it left them; empty where something of it is not told
     */
    void pass(Moment from, int places, boolean all, Optional<Sha256> digest) {
        Moment now = clock.now();
        if (now.bootId().equals(from.bootId())) {
            sink.accept(new Event.Coverage(
                    now,
                    source,
                    Event.Coverage.passOf(source),
                    Optional.empty(),
                    from.wallMicros(),
                    now.wallMicros(),
                    Math.max(0, now.monotonicMicros() - from.monotonicMicros()),
                    all ? WatchState.LIVE : WatchState.PARTIAL,
                    all ? ReasonCode.NONE : ReasonCode.NO_RIGHT,
                    "",
                    places,
                    0,
                    digest));
        }
    }

    /** Tells every stretch: watching ends now. */
    void end() {
        Moment now = clock.now();
        open.forEach((site, stretch) -> tell(site, stretch, now));
        open.clear();
    }

    private Stretch renewed(Site.Name site, Stretch stretch, Moment now) {
        tell(site, stretch, now);
        return new Stretch(stretch.account(), now, stretch.state(), stretch.reason(), stretch.detail(), 0);
    }

    private void tell(Site.Name site, Stretch stretch, Moment now) {
        long length = Math.max(0, now.monotonicMicros() - stretch.from().monotonicMicros());
        sink.accept(new Event.Coverage(
                now,
                source,
                site.location(),
                stretch.account(),
                stretch.from().wallMicros(),
                now.wallMicros(),
                length,
                stretch.state(),
                stretch.reason(),
                stretch.detail(),
                stretch.events(),
                0));
    }
}
