package bzh.vigie.collector.console.incident;

import bzh.vigie.collector.console.route.Parts;
import bzh.vigie.collector.detect.LookBack;
import bzh.vigie.collector.detect.finding.Cards;
import bzh.vigie.collector.store.Indicators.Listed;
import bzh.vigie.collector.store.Scope;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Looks for indicators in what is kept already, in the background, one list after another. What was found until it ends, for whatever
 * reason, is told; how far it came is known until the collector stops. Thread-safe.
 */
public final class LookingBack {
    private static final System.Logger LOG = System.getLogger(LookingBack.class.getName());
    private static final int WAITING = 20;
    private static final int KEPT = 100;

    private final Parts parts;
    private final ExecutorService one = new ThreadPoolExecutor(
            0,
            1,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING),
            Thread.ofPlatform().daemon().name("console-look-back").factory());
    private final Map<String, Run> last = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Run> eldest) {
            return size() > KEPT;
        }
    };

    /** Over what is kept. */
    LookingBack(Parts parts) {
        this.parts = parts;
    }

    /** How it is with a run. */
    public enum State {
        WAITING,
        RUNNING,
        DONE,
        /** It broke off: by an error that stands in the collector's log. */
        FAILED,
        /** Too many waited before it. */
        NOT_BEGUN
    }

    /**
     * How far a run is.
     *
     * @param indicators that are looked for
     * @param items of inventories that were looked at
     * @param seen indicators that were seen
     * @param leftOut observations that patterns of several ask for and that were too many
     * @param counted whether the reader sees all that was gone through: otherwise how it stands is all that is told, and the numbers are 0
     */
    public record Progress(
            State state,
            int indicators,
            long items,
            long events,
            int seen,
            int alerts,
            int leftOut,
            Instant asked,
            boolean counted) {
        /** Whether there is more to come. */
        public boolean goes() {
            return state == State.WAITING || state == State.RUNNING;
        }

        public boolean isDone() {
            return state == State.DONE;
        }
    }

    private static final class Run {
        private final int indicators;
        private final Instant asked;
        private final Scope scope;
        private State state = State.WAITING;
        private Optional<LookBack> back = Optional.empty();
        private Optional<LookBack.Result> result = Optional.empty();

        Run(int indicators, Instant asked, Scope scope) {
            this.scope = scope;
            this.indicators = indicators;
            this.asked = asked;
        }

        synchronized void is(State now) {
            state = now;
        }

        synchronized void runs(LookBack now) {
            back = Optional.of(now);
            state = State.RUNNING;
        }

        synchronized void ended(LookBack.Result with) {
            result = Optional.of(with);
            state = State.DONE;
        }

        synchronized Progress progress(Scope reader) {
            if (!reader.covers(scope)) {
                return new Progress(state, 0, 0, 0, 0, 0, 0, asked, false);
            }
            return new Progress(
                    state,
                    indicators,
                    back.map(LookBack::items).orElse(0L),
                    back.map(LookBack::events).orElse(0L),
                    result.map(each -> each.seen().size()).orElse(0),
                    result.map(LookBack.Result::alerts).orElse(0),
                    state == State.DONE ? back.map(LookBack::leftOut).orElse(0) : 0,
                    asked,
                    true);
        }
    }

    /** Looks for these of an incident, as far as that scope reaches, when its turn comes. */
    void begin(String incident, Scope scope, List<Listed> indicators) {
        if (indicators.isEmpty()) {
            return;
        }
        Run run = new Run(indicators.size(), parts.clock().instant(), scope);
        synchronized (last) {
            last.remove(incident);
            last.put(incident, run);
        }
        try {
            one.execute(() -> run(run, scope, indicators));
        } catch (RejectedExecutionException e) {
            run.is(State.NOT_BEGUN);
        }
    }

    private void run(Run run, Scope scope, List<Listed> indicators) {
        try {
            Cards cards = new Cards(parts.rules().get().detectors());
            LookBack back = new LookBack(parts.store(), parts.history(), cards, indicators);
            run.runs(back);
            run.ended(back.run(scope, parts.clock().instant()));
        } catch (RuntimeException e) {
            run.is(State.FAILED);
            LOG.log(Level.ERROR, "looking back for indicators broke off", e);
        }
    }

    /** How far the last run of an incident is; empty where there was none since the collector started. */
    Optional<Progress> progress(String incident, Scope reader) {
        synchronized (last) {
            return Optional.ofNullable(last.get(incident)).map(run -> run.progress(reader));
        }
    }
}
