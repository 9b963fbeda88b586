package bzh.vigie.collector.store;

import bzh.vigie.collector.ledger.LedgerContent;
import bzh.vigie.collector.ledger.LedgerKind;
import bzh.vigie.event.ItemFields;
import bzh.vigie.event.Sha256;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What the ledger says of alerts and decisions: what of them never changes. Pure. */
public final class LedgerWords {
    /** Before the names of an alert's evidence. */
    public static final String EVIDENCE = "evidence.";

    /** By which exception an alert was hidden when it was raised; older entries do not say. */
    public static final String EXCEPTION = "exception";

    public static final String NONE = "none";

    /** The reference of an entry that says which lines were there before the ledger told of them, and the beginning of its names. */
    public static final String LINES = "lines";

    /** How the reference of an entry about several lines of a table ends. */
    public static final String SEVERAL = "/*";

    /** Under this name such an entry has the keys of its lines, one a line of text; under {@link #LINES} how many, and the digest. */
    public static final String KEYS = "keys";

    /** How the actions begin that date a phase of an incident, the eviction among them. */
    private static final List<String> PHASES = List.of("incident-phase", "incident-eviction");

    private LedgerWords() {}

    /** Of an alert: all but where it stands and how often it came again. */
    public static LedgerContent of(Alerts.Alert alert) {
        Map<String, String> words = new HashMap<>(Map.of(
                "id", alert.id(),
                "rule", alert.rule(),
                "severity", alert.severity().name().toLowerCase(Locale.ROOT),
                "techniques", String.join(",", alert.techniques()),
                "host", alert.host().text(),
                "hostname", alert.hostname(),
                "cause", alert.cause(),
                "first-event", alert.firstEvent(),
                "time", text(alert.time()),
                "host-time", text(alert.hostTime())));
        if (alert.situation() == Situation.MONITORING) {
            // Older entries say nothing of it, and were all of calm.
            words.put("situation", "monitoring");
        }
        alert.evidence().forEach((field, value) -> words.put(EVIDENCE + field, value));
        return new LedgerContent(words);
    }

    /** Of an alert as it is raised: also which exception hides it, {@link #NONE} where none does. */
    public static LedgerContent raised(Alerts.Alert alert, Optional<Long> exception) {
        Map<String, String> words = new HashMap<>(of(alert).fields());
        words.put(EXCEPTION, exception.map(number -> Long.toString(number)).orElse(NONE));
        return new LedgerContent(words);
    }

    /** Of a decision; its hash in the audit log ties that log's own chain to this ledger. */
    public static LedgerContent of(Audit.Entry decision) {
        Map<String, String> words = new HashMap<>(Map.of(
                "number", Long.toString(decision.number()),
                "time", text(decision.time()),
                "author", decision.author().name(),
                "reason", decision.author().reason(),
                "action", decision.action(),
                "subject", decision.subject(),
                "audit-hash", decision.hash()));
        if (!decision.author().systemUser().isEmpty()) {
            words.put("system-user", decision.author().systemUser());
        }
        return new LedgerContent(words);
    }

    /** How the action of a decision about a conclusion begins; then comes for which time it was computed, and {@link #digest}. */
    public static String signing(Conclusions.Decision decision, String word) {
        return "incident-conclusion-" + ItemFields.word(decision) + " " + word + " ";
    }

    /** How it ends: the digest of the statement. */
    public static String digest(Sha256 statement) {
        return " sha256:" + statement.hex();
    }

    /** The action of a decision that signs a baseline, with how many groups and hosts are in it and the digest of the groups. */
    public static String baseline(Commune commune, int approved, Sha256 groups, int hosts) {
        return "incident-baseline-signed " + commune.insee() + " " + approved + " " + groups.hex() + " hosts " + hosts;
    }

    /** The action of a decision about an alert: {@code alert-} and the step, then to whom, as what, or where it stands again. */
    public static String action(Alerts.Line line) {
        String more = switch (line.step()) {
            case ACKNOWLEDGED, COMMENTED, REOPENED -> "";
            case ASSIGNED -> " " + line.assignee();
            case CLOSED -> line.closing().map(as -> " " + ItemFields.word(as)).orElse("");
            case UNDONE -> " " + ItemFields.word(line.status());
        };
        return "alert-" + ItemFields.word(line.step()) + more;
    }

    /** Where an alert stands after a decision with this action; empty for one that moves none. */
    public static Optional<Alerts.Status> status(String action) {
        return switch (action.split(" ", 2)[0]) {
            case "alert-acknowledged" -> Optional.of(Alerts.Status.ACKNOWLEDGED);
            case "alert-assigned" -> Optional.of(Alerts.Status.ASSIGNED);
            case "alert-closed" -> Optional.of(Alerts.Status.CLOSED);
            case "alert-reopened", "alert-new" -> Optional.of(Alerts.Status.NEW);
            case "alert-undone" ->
                Stream.of(Alerts.Status.values())
                        .filter(each -> action.equals("alert-undone " + ItemFields.word(each)))
                        .findFirst();
            default -> Optional.empty();
        };
    }

    /** What an entry about a decision is. */
    public static LedgerKind kind(Audit.Entry decision) {
        return PHASES.stream().anyMatch(decision.action()::startsWith) ? LedgerKind.PHASE : LedgerKind.DECISION;
    }

    private static String text(Instant time) {
        return time.toString();
    }
}
