package bzh.vigie.agent.host;

import bzh.vigie.event.Event.FileAction;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Tells at once that something in a directory, or in a key that {@link #keys} watches, changed. One thread at a time may wait; {@link #watch} may be called from any.
 */
public interface FileWatch extends AutoCloseable {
    /**
     * Watches this directory, not what is under it; watching it again renews the watch (the directory may be another one by
     * now). Absent where it does not exist, refused where the machine gives no watch.
     */
    Reading<HostPath> watch(HostPath directory);

    /** No longer watches any directory but these. */
    void retain(Set<HostPath> directories);

    /** What changed, waiting at most so long for the first change; an empty list when nothing did or when closed. */
    List<Change> await(Duration atMost);

    /** What watches keys of the registry and tells it here; absent where there is no registry. */
    default Reading<KeyWatch> keys() {
        return Reading.absent();
    }

    /** Lets whoever waits, or waits next, go on at once with an empty list. */
    void wake();

    @Override
    void close();

    /** Something that changed. */
    sealed interface Change {
        /**
         * Something of that name in a watched directory was made, written, moved, removed, or got other rights.
         *
         * @param entry empty where anything in it may have changed: it was removed, moved or unmounted and is no longer watched, or so
         *     much happened in it that the system lost count
         */
        record In(HostPath directory, Optional<HostPath> entry) implements Change {}

        /** A file of a watched directory was made, written or taken away; told besides {@link In}, where the machine says which. */
        record Touched(HostPath directory, HostPath file, FileAction action) implements Change {}

        /**
         * Something of a watched key changed that its reach takes in.
         *
         * @param gone it was removed, or the settings that it belongs to were unloaded: it is no longer watched
         */
        record At(KeyWatch.Key key, boolean gone) implements Change {}

        /** The machine lost count: anything may have changed. */
        record Overflow() implements Change {}
    }
}
