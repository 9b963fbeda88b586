package bzh.vigie.agent.host;

import bzh.vigie.event.ReasonCode;
import java.time.Duration;
import java.util.List;

/**
 * The event logs of a running Windows. No call throws for what the machine does. Used by one thread at a time.
 */
public interface EventLogs {
    /** How a channel is set; absent where this Windows has no channel of that path. */
    Reading<Settings> channel(String path);

    /** Begins to follow a channel. */
    Opened subscribe(String path, From from);

    /**
     * Writes an event of a program into the Application log, where it stands with the program's name as its provider.
     *
     * @param id 1 to 65,535
     */
    void write(String program, int id, String text) throws Refused;

    /**
     * How a channel is set.
     *
     * @param maxBytes what its file may grow to before its oldest records give way
     */
    record Settings(boolean enabled, long maxBytes) {}

    /** Where following begins; what comes later follows in every case. */
    sealed interface From {
        /** Behind the record that the bookmark names, which {@link Subscription#bookmark} gave. */
        record After(String bookmark) implements From {}

        /** With the oldest record that is there. */
        record Oldest() implements From {}

        /**
         * With the oldest record that is neither older than that nor further back in the log.
         *
         * @param records {@link Long#MAX_VALUE} for any number
         */
        record Past(Duration age, long records) implements From {}
    }

    /** What asking to follow gave. */
    sealed interface Opened {
        /** It is followed. */
        record Following(Subscription subscription) implements Opened {}

        /** The record that the bookmark names is no longer there. */
        record BookmarkGone() implements Opened {}

        /**
         * It cannot be followed.
         *
         * @param reason NO_RIGHT, NOT_PRESENT, NOT_SUPPORTED or FAILED
         * @param detail as {@link bzh.vigie.text.SourceText} makes one
         */
        record Refused(ReasonCode reason, String detail) implements Opened {}
    }

    /** A channel that is followed. */
    interface Subscription extends AutoCloseable {
        /**
         * What comes next, without waiting for it.
         *
         * @param most 1 or more
         */
        Next next(int most);

        /** Names the last record that was given, for {@link From.After}; one line of at most 2,048 characters; empty for none. */
        String bookmark();

        @Override
        void close();
    }

    /** What a look gave. */
    sealed interface Next {
        /** Records in the order of the log; none where nothing is there now. */
        record Entries(List<Entry> entries) implements Next {
            public Entries {
                entries = List.copyOf(entries);
            }
        }

        /** Records are missing, says the system; nothing more comes from this subscription. */
        record Missing() implements Next {}

        /** It ended; nothing more comes from this subscription. */
        record Ended(ReasonCode reason, String detail) implements Next {}
    }

    /** A record. */
    sealed interface Entry {
        /** Its XML as the system renders it. */
        record Rendered(String xml) implements Entry {}

        /** It could not be rendered, or is too large ({@code TOO_LARGE}). */
        record NotRendered(ReasonCode reason) implements Entry {}
    }
}
