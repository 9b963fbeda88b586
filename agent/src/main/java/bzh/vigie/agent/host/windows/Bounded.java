package bzh.vigie.agent.host.windows;

import bzh.vigie.agent.host.Reading;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.text.SourceText;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Asks a part of Windows that may never answer: on a thread of its own, which whoever asks leaves behind when the time is over.
 * While one is left behind nothing more is asked of that part. Thread-safe.
 */
final class Bounded {
    private final String what;
    private final Duration time;
    private Optional<Thread> asking = Optional.empty();

    /** With what is asked, in a few words without a language, and how long an answer may take. */
    Bounded(String what, Duration time) {
        this.what = what;
        this.time = time;
    }

    /** What the question gives, or TIMED_OUT. */
    <T> Reading<T> ask(Supplier<Reading<T>> question) {
        return ask(question, ignored -> {});
    }

    /**
     * The same.
     *
     * @param tooLate takes what came when nobody waited for it any more, to give it back, or TIMED_OUT where nothing was asked; on any
     *     thread, once at most
     */
    <T> Reading<T> ask(Supplier<Reading<T>> question, Consumer<Reading<T>> tooLate) {
        CompletableFuture<Reading<T>> answer = new CompletableFuture<>();
        Thread thread;
        synchronized (this) {
            if (asking.filter(Thread::isAlive).isPresent()) {
                tooLate.accept(late());
                return late();
            }
            thread = Thread.ofPlatform().daemon().name("vigie-ask").unstarted(() -> answered(question, answer));
            asking = Optional.of(thread);
            thread.start();
        }
        try {
            return answer.get(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            CompletableFuture<Void> ignored = answer.thenAccept(tooLate);
            return late();
        } catch (ExecutionException e) {
            throw new IllegalStateException("asking " + what, e.getCause());
        } catch (InterruptedException e) {
            CompletableFuture<Void> ignored = answer.thenAccept(tooLate);
            Thread.currentThread().interrupt();
            return late();
        } finally {
            settle(thread, answer.isDone());
        }
    }

    private static <T> void answered(Supplier<Reading<T>> question, CompletableFuture<Reading<T>> answer) {
        try {
            answer.complete(question.get());
        } catch (RuntimeException | Error e) {
            answer.completeExceptionally(e);
        }
    }

    private synchronized void settle(Thread thread, boolean done) {
        if (done && asking.filter(thread::equals).isPresent()) {
            asking = Optional.empty();
        }
    }

    private <T> Reading<T> late() {
        return Reading.refused(ReasonCode.TIMED_OUT, SourceText.detail("system-list-late", what));
    }
}
