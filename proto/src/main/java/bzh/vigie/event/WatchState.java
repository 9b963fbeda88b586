package bzh.vigie.event;

/** How well a source or a location is watched. */
public enum WatchState {
    /** Watched, and proven to be. */
    LIVE,
    /** Watched with a limit, or not proven. */
    PARTIAL,
    /** Should be watched and is not. */
    DOWN,
    /** This host has no such thing. */
    NOT_APPLICABLE
}
