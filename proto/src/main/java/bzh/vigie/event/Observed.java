package bzh.vigie.event;

import java.util.Optional;
import java.util.function.Function;

/** A field that was read, or the reason why it could not be: never an empty value standing for "not read". */
public sealed interface Observed<T> {
    /** A value that was read. */
    record Known<T>(T value) implements Observed<T> {}

    /** A value that was not read, and why. */
    record Missed<T>(Why why) implements Observed<T> {}

    /** Why a field has no value. */
    enum Why {
        /** The process or object was gone before it could be read. */
        ENDED,
        /** The operating system refused. */
        DENIED,
        /** Over the bound of what the agent reads. */
        TOO_LARGE,
        /** Not read before the deadline. */
        TOO_SLOW,
        /** This source does not tell it. */
        NOT_OFFERED,
        /** Reading failed for another reason. */
        FAILED
    }

    static <T> Observed<T> known(T value) {
        return new Known<>(value);
    }

    static <T> Observed<T> missed(Why why) {
        return new Missed<>(why);
    }

    /** The value, empty if missed. */
    default Optional<T> ifKnown() {
        return switch (this) {
            case Known<T> known -> Optional.of(known.value());
            case Missed<T> ignored -> Optional.empty();
        };
    }

    /** This with another value where there is one. */
    default <R> Observed<R> map(Function<? super T, ? extends R> change) {
        return switch (this) {
            case Known<T> known -> new Known<>(change.apply(known.value()));
            case Missed<T> missed -> new Missed<>(missed.why());
        };
    }

    /** This where it is known, otherwise the other. */
    default Observed<T> or(Observed<T> other) {
        return this instanceof Known<T> ? this : other;
    }
}
