package bzh.vigie.agent.host.windows;

import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.event.ReasonCode;

/**
 * Services that answer by COM, asked on the calling thread, which may hang with them: to be called where nobody waits longer than for
 * {@link Bounded}. COM is begun and ended each time, so that its libraries and threads stay no longer than the answer takes.
 */
final class Com {
    /** What is asked. */
    @FunctionalInterface
    interface Question<T> {
        T ask() throws Refused;
    }

    private Com() {}

    /** The answer, or why there is none. */
    static <T> Reading<T> ask(Question<T> question) {
        try {
            Ole.begin();
            try {
                return Reading.found(question.ask());
            } finally {
                Ole.end();
            }
        } catch (Refused e) {
            return Reading.refused(e.reason(), e.what());
        }
    }

    /** The same of one thing among others: absent where the service has none of that name. */
    static <T> Reading<T> askForOne(Question<T> question) {
        Reading<T> answer = ask(question);
        return answer instanceof Reading.Refused<T> refused && refused.reason() == ReasonCode.NOT_PRESENT
                ? Reading.absent()
                : answer;
    }
}
