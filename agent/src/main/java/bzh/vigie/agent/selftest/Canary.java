package bzh.vigie.agent.selftest;

/**
 * A file that is planted beside what is there: harmless, not run, and found by its secret.
 *
 * @param location catalogue id of where it is to be found
 * @param path absolute; its name, or that of a directory of its own, carries the secret
 * @param content carries the secret too
 * @param mode permission bits
 */
record Canary(String location, String path, String content, int mode) {
    /** What stands for the secret in the catalogue of specimens. */
    static final String MARK = "SECRET";

    static Canary file(String location, String path, String content) {
        return new Canary(location, path, content, 0644);
    }

    /** The same for its owner alone. */
    Canary forOwner() {
        return new Canary(location, path, content, 0600);
    }

    /** The one of a run. */
    Canary with(String secret) {
        return new Canary(location, path.replace(MARK, secret), content.replace(MARK, secret), mode);
    }
}
