package bzh.vigie.collector.console.route;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Does once what a form asks for that was sent twice: by a second click, or anew by the browser. The second gets the answer of the first, a secret that
 * is shown once among them. A form is the same where its fields and the number are that the page gave it ({@link View#once}). Thread-safe.
 */
public final class OneTime {
    private static final Duration LASTS = Duration.ofMinutes(5);

    /** What was sent, by whom and to where. */
    private record Sent(String who, String path, Map<String, List<String>> fields) {}

    private record Given(Instant at, CompletableFuture<Optional<Answer>> answer) {}

    private final int kept;
    private final Map<Sent, Given> last = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Sent, Given> eldest) {
            return size() > kept;
        }
    };

    /** Keeps the last answers of two hundred forms. */
    public OneTime() {
        this(200);
    }

    /** Keeps the last answers of so many forms: few where they are files. */
    public OneTime(int kept) {
        this.kept = kept;
    }

    /** This handler, once for each form; programs, who send no number, have it each time. */
    public Handler of(Handler handler) {
        return call -> call.form().text("once").isEmpty() ? handler.answer(call) : once(handler, call);
    }

    private Answer once(Handler handler, Call call) throws IOException {
        Sent sent = new Sent(call.who().name(), call.view().path(), call.form().fields());
        Instant now = call.clock().instant();
        CompletableFuture<Optional<Answer>> mine = new CompletableFuture<>();
        Optional<Given> first;
        synchronized (last) {
            last.values().removeIf(given -> given.at().plus(LASTS).isBefore(now));
            first = Optional.ofNullable(last.get(sent));
            if (first.isEmpty()) {
                last.put(sent, new Given(now, mine));
            }
        }
        if (first.isPresent()) {
            Optional<Answer> answer = first.get().answer().join();
            return answer.isPresent() ? answer.get() : handler.answer(call);
        }
        Optional<Answer> done = Optional.empty();
        try {
            Answer answer = handler.answer(call);
            done = Optional.of(answer).filter(OneTime::isDone);
            return answer;
        } finally {
            if (done.isEmpty()) {
                synchronized (last) {
                    last.remove(sent);
                }
            }
            mine.complete(done);
        }
    }

    /** Whether something was done: what was refused may be sent again. */
    private static boolean isDone(Answer answer) {
        return answer instanceof Answer.SeeOther
                || answer instanceof Answer.FileBody
                || (answer instanceof Answer.Page page && page.status() < 400);
    }
}
