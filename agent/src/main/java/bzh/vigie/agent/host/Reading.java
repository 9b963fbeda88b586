package bzh.vigie.agent.host;

import bzh.vigie.event.ReasonCode;
import java.util.Optional;
import java.util.function.Function;

/** What asking the machine for something gave: the thing, that there is none, or why it could not be had. */
public sealed interface Reading<T> {
    /** It is there and was read. */
    record Found<T>(T value) implements Reading<T> {}

    /** There is no such thing. */
    record Absent<T>() implements Reading<T> {}

    /**
     * It may be there and could not be read.
     *
     * @param reason NO_RIGHT, TOO_LARGE, TIMED_OUT or FAILED
     * @param detail in plain English, what and where
     */
    record Refused<T>(ReasonCode reason, String detail) implements Reading<T> {}

    static <T> Reading<T> found(T value) {
        return new Found<>(value);
    }

    static <T> Reading<T> absent() {
        return new Absent<>();
    }

    static <T> Reading<T> refused(ReasonCode reason, String detail) {
        return new Refused<>(reason, detail);
    }

    /** The value, empty where there is none or it could not be read. */
    default Optional<T> ifFound() {
        return switch (this) {
            case Found<T> found -> Optional.of(found.value());
            case Absent<T> ignored -> Optional.empty();
            case Refused<T> ignored -> Optional.empty();
        };
    }

    /** This with what the function makes of the value. */
    default <R> Reading<R> then(Function<? super T, ? extends Reading<R>> next) {
        return switch (this) {
            case Found<T> found -> next.apply(found.value());
            case Absent<T> ignored -> new Absent<>();
            case Refused<T> refused -> new Refused<>(refused.reason(), refused.detail());
        };
    }
}
