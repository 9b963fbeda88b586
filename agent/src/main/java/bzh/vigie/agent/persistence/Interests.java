package bzh.vigie.agent.persistence;

import java.util.Set;

/** Where something new would change what a site holds: in directories, and in keys of a registry. */
record Interests(Set<Finder.Interest> files, Set<KeyInterest> keys) {
    static final Interests NONE = new Interests(Set.of(), Set.of());

    Interests {
        files = Set.copyOf(files);
        keys = Set.copyOf(keys);
    }

    /** In directories alone. */
    static Interests of(Set<Finder.Interest> files) {
        return new Interests(files, Set.of());
    }

    boolean containsAll(Interests others) {
        return files.containsAll(others.files) && keys.containsAll(others.keys);
    }
}
