package bzh.vigie.collector.review;

import bzh.vigie.collector.detect.returns.RemoteProducts;
import bzh.vigie.collector.detect.returns.SystemPrograms;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Reach;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.ItemFields;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which alerts no exception hides: returns and indicators, and what is never pardoned (DESIGN.md 5.7): tools of remote access, programs
 * that do what they are told, and those beside which others may put a library. Who signed such a program and where it lies says nothing of
 * what it is used for.
 */
public final class NeverExcepted {
    private static final List<String> PROGRAMS = List.of("target", "Image");
    private static final List<String> NAMES =
            List.of("name", "value", "target", "original_name", "Image", "OriginalFileName", "Product", "Description");

    private NeverExcepted() {}

    /** Whether the alert is one. */
    public static boolean is(Alert alert) {
        Map<String, String> evidence = alert.evidence();
        return !Reach.mayBeExcepted(alert.rule())
                || evidence.getOrDefault("location", "").contains(".remote.")
                || !evidence.getOrDefault("replaceable_by", "").isEmpty()
                || texts(evidence, NAMES).anyMatch(RemoteProducts::names)
                || texts(evidence, PROGRAMS).anyMatch(path -> SystemPrograms.isTold(path) || ByName.isOutOfPlace(path))
                || Arrays.stream(evidence.getOrDefault("traits", "").split("[,\\s]+", -1))
                        .anyMatch(word -> !word.isEmpty() && !isHarmless(word));
    }

    /** The exception that hides the alert at that time. */
    public static Optional<Long> hiding(Store.Session session, Alert alert, Instant time) {
        return is(alert) ? Optional.empty() : session.alertExceptions().hiding(alert, time);
    }

    private static Stream<String> texts(Map<String, String> evidence, List<String> fields) {
        return fields.stream().map(field -> evidence.getOrDefault(field, "")).filter(text -> !text.isEmpty());
    }

    private static boolean isHarmless(String word) {
        return ByName.HARMLESS.stream().anyMatch(trait -> ItemFields.word(trait).equals(word));
    }
}
