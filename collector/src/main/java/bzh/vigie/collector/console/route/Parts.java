package bzh.vigie.collector.console.route;

import bzh.vigie.collector.detect.AlertTexts;
import bzh.vigie.collector.detect.sigma.RuleSet;
import bzh.vigie.collector.hunt.Hunting;
import bzh.vigie.collector.identity.ReportSigner;
import bzh.vigie.collector.identity.Sealing;
import bzh.vigie.collector.identity.TokenDesk;
import bzh.vigie.collector.store.EventSearch;
import bzh.vigie.collector.store.Store;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What pages are made of.
 *
 * @param hunting searches this history
 * @param folder the collector's
 * @param zone in which people read times
 * @param vitals how the collector is
 * @param rules those in force now
 * @param version of this collector
 * @param keeping for those who keep the collector
 * @param reports who signs a report that is made then; throws where the collector's identity cannot be read
 * @param sealing seals what people prove themselves by, as it lies in the store
 * @param pinned what a new enrolment token says of this collector; throws where its identity cannot be read
 */
public record Parts(
        Store store,
        EventSearch history,
        Hunting hunting,
        AlertTexts texts,
        InstantSource clock,
        Path folder,
        ZoneId zone,
        Vitals vitals,
        Supplier<RuleSet> rules,
        String version,
        Supplier<TokenDesk.Pinned> pinned,
        Keeping keeping,
        Function<Instant, ReportSigner> reports,
        Sealing sealing) {
    /** A file of this name in the collector's folder says that what is in there is made up: each page says so then. */
    public static final String DEMONSTRATION = "demonstration";

    /** Whether what the collector has is made up. */
    public boolean isDemonstration() {
        return Files.exists(folder.resolve(DEMONSTRATION));
    }
}
