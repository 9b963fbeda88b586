package bzh.vigie.collector.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Queries over the event history that people keep under a name. One name is one query: saving it again replaces it. */
public interface SavedSearches {
    /** Characters of a name at most. */
    int LONGEST_NAME = 100;
    /** Characters of a query at most. */
    int LONGEST_QUERY = 4_000;
    /** Searches kept at most. */
    int MOST = 1_000;

    /**
     * One of them.
     *
     * @param author who saved it last
     */
    record Saved(String name, String query, String author, Instant written) {}

    /**
     * Keeps a query, in place of its author's own of that name.
     *
     * @return whether it was kept: not where another author has one of that name, nor where there are {@value #MOST}
     * @throws IllegalArgumentException for a name or a query that is empty or too long
     */
    boolean save(String name, String query, Author author);

    /**
     * Those that may be seen, by name: who sees all communes sees everybody's, anyone else only their own, since a query can name what another
     * commune has.
     *
     * @param reader name of who asks
     */
    List<Saved> list(Scope scope, String reader);

    /** The one of this name, where it may be seen. */
    default Optional<Saved> find(Scope scope, String reader, String name) {
        return list(scope, reader).stream()
                .filter(each -> each.name().equals(name))
                .findFirst();
    }

    /** Takes one away that may be seen; whether there was one. */
    boolean remove(Scope scope, String name, Author author);
}
