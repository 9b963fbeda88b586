package bzh.vigie.collector.console;

import bzh.vigie.collector.console.route.Answer;
import bzh.vigie.collector.console.route.BusyException;
import bzh.vigie.collector.console.route.NotFoundException;
import bzh.vigie.collector.console.sign.Passwords;
import bzh.vigie.collector.store.StoreException;
import java.lang.System.Logger.Level;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What is answered where something failed: in plain words, under a number by which the collector's log says more. That too much was asked at once is
 * no failure, and fills no log. Thread-safe.
 */
final class Failures {
    private static final System.Logger LOG = System.getLogger(Failures.class.getName());

    private final AtomicLong failures = new AtomicLong();
    private final AtomicLong crowded = new AtomicLong();

    /** The answer to what a handler threw, or the writing of its file before anything of it was sent. */
    Answer.Problem answer(Exception thrown, String path) {
        return switch (thrown) {
            case NotFoundException _ -> Answer.notFound();
            case BusyException _ -> Answer.problem(503, "problem.busy");
            case Passwords.BusyException _ -> Answer.problem(503, "problem.rate");
            case StoreException e when isCrowded(e) -> Answer.problem(503, "problem.busy");
            case StoreException e ->
                Answer.problem(
                        503,
                        "fault." + e.fault().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                        failure("the store failed for the console", path, e));
            default -> Answer.problem(500, "problem.failure", failure("a page failed", path, thrown));
        };
    }

    /** The status of an answer that has no words: something failed before it was known who asks. */
    int status(RuntimeException thrown) {
        if (thrown instanceof StoreException e && isCrowded(e)) {
            return 503;
        }
        LOG.log(Level.ERROR, "failure " + failures.incrementAndGet() + " of the console", thrown);
        return 500;
    }

    /** Said the first, second, fourth, eighth … time, and not for each who is sent away. */
    private boolean isCrowded(StoreException e) {
        if (e.fault() != StoreException.Fault.CROWDED) {
            return false;
        }
        long times = crowded.incrementAndGet();
        if (Long.bitCount(times) == 1) {
            LOG.log(Level.INFO, "too much was asked at once; times so far: " + times);
        }
        return true;
    }

    /** Logs it and gives the number under which it stands there: what it says is for who keeps the collector. */
    private String failure(String what, String path, Exception e) {
        String number = Long.toString(failures.incrementAndGet());
        LOG.log(Level.ERROR, "failure " + number + " of the console at " + path + ": " + what, e);
        return number;
    }
}
