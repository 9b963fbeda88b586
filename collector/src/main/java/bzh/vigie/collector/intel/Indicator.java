package bzh.vigie.collector.intel;

import java.time.Instant;
import java.util.Optional;

/**
 * Something that, seen on a host, may be the attacker's, and who says so. Immutable.
 *
 * @param what what is looked for
 * @param source who says so: a file, an organisation, an event; 1 to {@value #LONGEST} characters
 * @param description what its source says of it; 0 to {@value #LONGEST} characters
 * @param confidence of its source that it is the attacker's, 0 to 100 (STIX 2.1, appendix A)
 * @param validFrom since when its source has said so; kept to be shown, since sources put the day of their publication here, and what
 *     was seen before counts as well
 * @param validUntil until when it counts, excluded; empty for ever
 * @param collectorOnly it is never sent to an agent
 * @param alerts whether seeing it is told; MISP's {@code to_ids}: what is false is kept as context and never told
 */
public record Indicator(
        Observable what,
        String source,
        String description,
        Tlp tlp,
        int confidence,
        Optional<Instant> validFrom,
        Optional<Instant> validUntil,
        boolean collectorOnly,
        boolean alerts) {
    /** Characters of a source and of a description. */
    public static final int LONGEST = 500;

    public Indicator {
        if (source.isBlank() || source.length() > LONGEST || description.length() > LONGEST) {
            throw new IllegalArgumentException("an indicator has a source of 1 to " + LONGEST + " characters");
        }
        if (confidence < 0 || confidence > 100) {
            throw new IllegalArgumentException("confidence " + confidence + ", must be 0 to 100");
        }
    }

    /** This, where the same was known before: for no more people than it was, and told where it was. */
    public Indicator after(Indicator before) {
        return new Indicator(
                what,
                source,
                description,
                tlp.stricter(before.tlp()),
                confidence,
                validFrom,
                validUntil,
                collectorOnly || before.collectorOnly(),
                alerts || before.alerts());
    }

    /** Whether it counts no longer. */
    public boolean isExpiredAt(Instant when) {
        return validUntil.isPresent() && !when.isBefore(validUntil.get());
    }
}
