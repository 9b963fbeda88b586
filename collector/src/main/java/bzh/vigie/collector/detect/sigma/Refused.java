package bzh.vigie.collector.detect.sigma;

/**
 * A rule that is not loaded.
 *
 * @param line from 1; 0 where the whole file is meant
 * @param reason for the author of the rule
 */
public record Refused(String file, int line, String reason) {
    @Override
    public String toString() {
        return line == 0 ? file + ": " + reason : file + ":" + line + ": " + reason;
    }
}
