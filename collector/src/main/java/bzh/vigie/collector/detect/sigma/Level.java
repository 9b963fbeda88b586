package bzh.vigie.collector.detect.sigma;

/** How bad what a rule finds is, by the Sigma specification; in rising order. */
public enum Level {
    INFORMATIONAL,
    LOW,
    MEDIUM,
    HIGH,
    CRITICAL
}
