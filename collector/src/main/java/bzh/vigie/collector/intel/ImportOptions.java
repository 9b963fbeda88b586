package bzh.vigie.collector.intel;

import java.time.Instant;
import java.util.Optional;

/**
 * What whoever imports a file says of it; what a file says of a single indicator goes before, but for a TLP that is for more people.
 *
 * @param source who says so; 1 to {@value Indicator#LONGEST} characters
 * @param confidence 0 to 100, for indicators that have none
 * @param validUntil for indicators that have none
 * @param collectorOnly none of them is sent to an agent
 */
public record ImportOptions(
        String source,
        Tlp tlp,
        int confidence,
        Optional<Instant> validUntil,
        boolean collectorOnly,
        WarningLists warnings) {
    /** Where nobody says how sure the source is: medium, by the scale of STIX. */
    public static final int USUAL_CONFIDENCE = 50;

    /** Without warning lists, for ever. */
    public static ImportOptions of(String source, Tlp tlp) {
        return new ImportOptions(source, tlp, USUAL_CONFIDENCE, Optional.empty(), false, WarningLists.none());
    }

    /** One of these. */
    Indicator indicator(Observable what, Said said) {
        return new Indicator(
                what,
                said.source().isBlank() ? source : cut(said.source()),
                cut(said.description()),
                said.tlp().map(tlp::stricter).orElse(tlp),
                said.confidence().orElse(confidence),
                said.validFrom(),
                said.validUntil().or(() -> validUntil),
                collectorOnly,
                said.alerts());
    }

    private static String cut(String text) {
        return text.length() <= Indicator.LONGEST ? text : text.substring(0, Indicator.LONGEST);
    }

    /** What a file says of an indicator besides what it is. */
    record Said(
            String source,
            String description,
            Optional<Tlp> tlp,
            Optional<Integer> confidence,
            Optional<Instant> validFrom,
            Optional<Instant> validUntil,
            boolean alerts) {
        static final Said NOTHING =
                new Said("", "", Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), true);
    }
}
