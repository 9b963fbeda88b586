package bzh.vigie.collector.detect.returns;

/** How sure it is that something is what was marked, in a word. */
public enum Certainty {
    /** What is the same could belong to nobody else: a file, a key, a secret. */
    CERTAIN,
    /** What is the same is rare, or much of it is the same: somebody else's is the exception. */
    LIKELY,
    /** Little of it is the same: somebody else's may well be so. */
    POSSIBLE
}
