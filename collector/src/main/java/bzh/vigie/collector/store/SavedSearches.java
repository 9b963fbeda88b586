package bzh.vigie.collector.store;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Queries over the event history that people keep under a name. A name is its author's own: saving under it again replaces the query. */
public interface SavedSearches {
    /** Characters of a name at most. */
    int LONGEST_NAME = 100;
    /** Characters of a query at most. */
    int LONGEST_QUERY = 4_000;
    /** Searches of one author at most. */
    int MOST = 200;

    /**
     * One of them.
     *
     * @param shared whether others use it too
     * @param written when it was saved last
     */
    record Saved(String name, String query, String author, boolean shared, Instant written) {}

    /**
     * Keeps a query.
     *
     * @param shared whether whoever sees all communes may use it
     * @return whether it was kept: not where the author has {@value #MOST} others
     * @throws IllegalArgumentException for a name or a query that is empty or too long
     */
    boolean save(String name, String query, boolean shared, Author author);

    /**
     * Those that may be seen, by name and author: one's own, and for who sees all communes those that are shared, since a query can name what
     * another commune has.
     *
     * @param reader name of who asks
     */
    List<Saved> list(Scope scope, String reader);

    /** The one of this author and name, where it may be seen. */
    default Optional<Saved> find(Scope scope, String reader, String author, String name) {
        return list(scope, reader).stream()
                .filter(each -> each.name().equals(name) && each.author().equals(author))
                .findFirst();
    }

    /** One of this name that may be seen: the reader's own before those of others. */
    default Optional<Saved> find(Scope scope, String reader, String name) {
        return list(scope, reader).stream()
                .filter(each -> each.name().equals(name))
                .min(Comparator.comparing(each -> !each.author().equals(reader)));
    }

    /** Takes away the one of this author and name that may be seen; whether there was one. */
    boolean remove(Scope scope, String of, String name, Author author);
}
