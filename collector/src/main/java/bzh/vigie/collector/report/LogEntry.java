package bzh.vigie.collector.report;

import bzh.vigie.collector.detect.AlertTexts;
import bzh.vigie.collector.detect.watchlist.WatchlistFindings;
import bzh.vigie.collector.ledger.LedgerContent;
import bzh.vigie.collector.ledger.LedgerEntry;
import bzh.vigie.collector.ledger.LedgerKind;
import bzh.vigie.collector.store.Ledger;
import bzh.vigie.collector.store.LedgerWords;
import bzh.vigie.collector.store.Store;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One line of the log book, out of the ledger.
 *
 * @param kind empty for one that this version does not know
 * @param content the words, where they are kept
 */
record LogEntry(
        long number,
        Instant time,
        Optional<LedgerKind> kind,
        String commune,
        String reference,
        Optional<LedgerContent> content) {
    /** Without values of red indicators. */
    static LogEntry of(Ledger.Row row, Store.Session session) {
        LedgerEntry entry = row.entry();
        return new LogEntry(
                entry.number(),
                entry.time(),
                LedgerKind.of(entry.kind()),
                entry.commune(),
                entry.reference(),
                row.content().map(words -> withoutRed(words, session)));
    }

    private static LedgerContent withoutRed(LedgerContent words, Store.Session session) {
        Map<String, String> evidence = evidence(words);
        Map<String, String> told = WatchlistFindings.withoutRed(evidence, session);
        if (told.equals(evidence)) {
            return words;
        }
        Map<String, String> fields = new HashMap<>(words.fields());
        told.forEach((name, value) -> fields.put(LedgerWords.EVIDENCE + name, value));
        return new LedgerContent(fields);
    }

    private String field(String name) {
        return content.map(words -> words.field(name)).orElse("");
    }

    /** Who decided; empty for what nobody decided. */
    String author() {
        return field("author");
    }

    String host() {
        return field("hostname");
    }

    /** Of an alert. */
    private static Map<String, String> evidence(LedgerContent words) {
        Map<String, String> evidence = new HashMap<>();
        words.fields().forEach((name, value) -> {
            if (name.startsWith(LedgerWords.EVIDENCE)) {
                evidence.put(name.substring(LedgerWords.EVIDENCE.length()), value);
            }
        });
        return evidence;
    }

    /** Whether it is about that incident, as a decision about it is. */
    boolean about(String incident) {
        return !incident.isEmpty() && field("subject").equals(incident);
    }

    /** What happened, in one sentence of values that are not yet fit for anything. */
    String said(Look look, AlertTexts texts) {
        if (content.isEmpty()) {
            return look.say("log.gone");
        }
        return switch (kind.orElse(LedgerKind.OPENED)) {
            case OPENED, LINES_OPENED, LINE, UNKNOWN -> look.say("log.opened");
            case ALERT ->
                look.say(
                        "log.alert",
                        look.say("severity." + severity()),
                        texts.of(field("rule"), evidence(content.get()), 1, look.locale())
                                .title(),
                        field("rule"));
            case TOLD -> look.say("log.told");
            case DECISION, PHASE ->
                look.say("log.decision", look.deed(field("action")), field("subject"), field("reason"));
            case COVERAGE ->
                look.say(
                        "log.coverage",
                        field("day"),
                        field("hosts"),
                        field("hosts-without-gap"),
                        field("hosts-not-watched"));
        };
    }

    private String severity() {
        String severity = field("severity");
        return List.of("low", "medium", "high", "critical").contains(severity) ? severity : "informational";
    }
}
