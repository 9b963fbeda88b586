package bzh.vigie.collector.detect.sigma;

/**
 * What a rule tells people in one language; parts that are not written are empty. {@code {Field}} stands for the value of
 * that field of the evidence.
 *
 * @param title a line
 * @param description why it is raised
 * @param advice what to do
 * @param resolution what would make it go away
 */
public record RuleText(String title, String description, String advice, String resolution) {}
