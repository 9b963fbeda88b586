package bzh.vigie.agent.host;

import bzh.vigie.event.Observed;

/** Which package put a file where it is. Thread-safe. */
@FunctionalInterface
public interface Packages {
    /** The package that owns an absolute path; known and empty where none does; missed where that cannot be told. */
    Observed<String> owner(String path);
}
