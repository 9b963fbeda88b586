package bzh.vigie.collector.detect.persistence;

import bzh.vigie.collector.detect.finding.Cards;
import bzh.vigie.collector.detect.finding.Detector;
import bzh.vigie.collector.detect.finding.Evidence;
import bzh.vigie.collector.detect.finding.Finding;
import bzh.vigie.collector.detect.finding.RuleVerdict;
import bzh.vigie.collector.detect.finding.Ruled;
import bzh.vigie.collector.detect.finding.Seen;
import bzh.vigie.collector.detect.sigma.Match;
import bzh.vigie.collector.detect.sigma.SigmaRecord;
import bzh.vigie.collector.incident.Situations;
import bzh.vigie.collector.review.ByName;
import bzh.vigie.collector.review.GroupKey;
import bzh.vigie.collector.review.NeverExcepted;
import bzh.vigie.collector.review.Update;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Directories;
import bzh.vigie.collector.store.Situation;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.Event;
import bzh.vigie.event.Item;
import bzh.vigie.event.ItemNames;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One finding per change of a persistence item: that of its gravest rule, the others named beside it. Without a rule, what
 * appears, changes or goes after a host's first inventory is still told, unless it is as its package shipped it: packages
 * come and go every day.
 */
public final class ItemFindings implements Detector {
    /** State: the approval after which something grave was told of a group. */
    private static final String APPROVED = "approved-and-grave";

    /** Field of a record: that it is of the first reading of a directory, for a rule that is about what comes alone. */
    private static final String FIRST_READING = "first_reading";

    /** What waits for a week is looked at so often. */
    private static final Duration PAUSE = Duration.ofHours(1);

    private static final Set<String> ARRIVALS = Set.of("added", "changed");

    private final Cards cards;

    /** What was noted of the findings that were just told. */
    private final Map<String, List<String>> released = new HashMap<>();

    private Instant next = Instant.MIN;

    public ItemFindings(Cards cards) {
        this.cards = cards;
    }

    /**
     * What is to be said of an item.
     *
     * @param rule id of the rule or detector
     * @param lifted whether it is that grave by the situation alone
     * @param causeFields fields that equal findings are grouped by; empty for the item's shape
     */
    public record Verdict(
            String rule,
            Severity severity,
            boolean lifted,
            List<String> techniques,
            List<String> causeFields,
            Map<String, String> evidence) {
        public Verdict {
            techniques = List.copyOf(techniques);
            causeFields = List.copyOf(causeFields);
            evidence = Map.copyOf(evidence);
        }

        private Verdict with(Map<String, String> more) {
            Map<String, String> all = new LinkedHashMap<>(evidence);
            all.putAll(more);
            return new Verdict(rule, severity, lifted, techniques, causeFields, all);
        }

        /** The same of what was there, one step less grave. */
        Verdict atFirst(String change) {
            Map<String, String> there = new LinkedHashMap<>(evidence);
            there.put("change", change);
            there.remove(FIRST_READING);
            Severity less = switch (severity) {
                case CRITICAL -> Severity.HIGH;
                case HIGH -> Severity.MEDIUM;
                case MEDIUM, LOW -> Severity.LOW;
                case INFORMATIONAL -> Severity.INFORMATIONAL;
            };
            return new Verdict(rule, less, lifted, techniques, causeFields, there);
        }
    }

    @Override
    public List<Finding> judge(Seen seen, Store.Session session) {
        if (seen.event() instanceof Event.SourceState state && state.source().equals(DirectoryActs.SOURCE)) {
            return told(DirectoryActs.over(session, seen.host()));
        }
        if (!(seen.event() instanceof Event.ItemSeen item)) {
            return List.of();
        }
        Optional<Voucher> voucher = seen.standing().isMonitored() && arrives(seen.record())
                ? Vouching.of(session, seen, item.item())
                : Optional.empty();
        return findings(session, seen, item.item(), voucher).stream()
                .filter(finding -> !SharedTwice.isLeft(session, seen, item.item(), finding))
                .filter(finding -> isTold(session, seen, item.item(), finding))
                .filter(finding -> !SharedTwice.isTold(session, seen, item.item(), finding))
                .filter(finding -> !waits(session, seen, item.item(), finding))
                .filter(finding -> !ActParts.isCounted(session, seen, item.item(), finding))
                .toList();
    }

    /** Findings of an item: that of the best rule, and where an exception hides it, that of the next rule too. */
    private List<Finding> findings(Store.Session session, Seen seen, Item item, Optional<Voucher> voucher) {
        List<Finding> findings = new ArrayList<>();
        List<Match> matches = seen.matches();
        Optional<Verdict> verdict = verdict(seen, matches, voucher);
        while (verdict.isPresent()) {
            Finding finding = about(session, seen, item, verdict.get());
            findings.add(finding);
            List<Match> others = matches.stream()
                    .filter(match -> !match.rule().card().id().equals(finding.rule()))
                    .toList();
            boolean isHidden = others.size() < matches.size()
                    && finding.evidence().containsKey(RuleVerdict.ALSO)
                    && NeverExcepted.hiding(session, finding.alert(seen.situation()), finding.time())
                            .isPresent();
            matches = others;
            verdict = isHidden ? verdict(seen, others, voucher) : Optional.empty();
        }
        return findings;
    }

    /**
     * What is to be said of it. What a directory has at its first reading is judged as if it had come then, one step less grave, unless a rule
     * is about what is there: Vigie is installed after an attack, and most of it is the domain's own (decision 0077).
     */
    private Optional<Verdict> verdict(Seen seen, List<Match> rules, Optional<Voucher> voucher) {
        Optional<Verdict> verdict = verdict(seen.record(), rules, seen.situation(), voucher);
        boolean isFirst = seen.record().value("change").equals("present")
                && seen.record().value("location").startsWith(Directories.LOCATIONS)
                && !seen.record().value("shipped").equals("as-packaged");
        if (verdict.isPresent() || !isFirst) {
            return verdict;
        }
        SigmaRecord come = seen.record().toBuilder()
                .put("change", "added")
                .put(FIRST_READING, "true")
                .build();
        List<Match> matches = seen.ruling().speaking(seen.ruling().rules().judge(come));
        return matches.isEmpty()
                ? Optional.empty()
                : verdict(come, matches, Situation.CALM, Optional.empty())
                        .filter(one -> one.severity().compareTo(Severity.LOW) > 0)
                        .map(one -> one.atFirst(seen.record().value("change")));
    }

    /** Whether it is told when the reading of its directory is over. */
    private static boolean waits(Store.Session session, Seen seen, Item item, Finding finding) {
        if (!item.location().startsWith(Directories.LOCATIONS)) {
            return false;
        }
        String act = DirectoryWord.of(session, seen, item).of(seen.host()) + "|"
                + DirectoryAct.of(item, seen.record().value("change"), finding.rule());
        return DirectoryActs.add(session.progress(), act, SharedTwice.noted(session, seen, item, finding), finding);
    }

    private List<Finding> told(List<DirectoryActs.Told> acts) {
        released.clear();
        acts.forEach(told ->
                released.put(told.finding().firstEvent() + told.finding().rule(), told.noted()));
        return acts.stream().map(DirectoryActs.Told::finding).toList();
    }

    private static Finding about(Store.Session session, Seen seen, Item item, Verdict verdict) {
        DirectoryWord word = DirectoryWord.of(session, seen, item);
        return Finding.about(
                seen,
                verdict.rule(),
                verdict.severity(),
                verdict.techniques(),
                cause(session, seen, item, verdict, word),
                word.with(verdict.lifted() ? Act.of(seen, item).with(verdict.evidence()) : verdict.evidence()));
    }

    @Override
    public void raised(Seen seen, Finding finding, Store.Session session) {
        if (seen.event() instanceof Event.ItemSeen item) {
            SharedTwice.note(session.progress(), SharedTwice.noted(session, seen, item.item(), finding));
            ActParts.note(session, seen, item.item(), finding);
        } else {
            released.getOrDefault(finding.firstEvent() + finding.rule(), List.of())
                    .forEach(noted -> SharedTwice.note(session.progress(), noted));
        }
    }

    @Override
    public List<Finding> tick(Instant now, Store.Session session) {
        // What becomes of these is not said back: at worst a controller's disk tells the same once more.
        List<Finding> acts = told(DirectoryActs.due(session, now));
        if (now.isBefore(next)) {
            return acts;
        }
        next = now.plus(PAUSE);
        SharedTwice.forget(session.progress(), now);
        return Stream.concat(
                        acts.stream(),
                        WaitingUpdates.due(now, session).stream().map(finding -> unvouched(session, finding, now)))
                .toList();
    }

    /** An update that nobody else got: on a monitored host it is what nobody vouches for. */
    private Finding unvouched(Store.Session session, Finding finding, Instant now) {
        Situation situation = new Situations(session.incidents())
                .of(finding.host(), finding.commune(), now)
                .situation();
        Severity least =
                situation == Situation.MONITORING ? cards.severity("vigie-item-changed", situation) : Severity.LOW;
        return finding.severity().compareTo(least) >= 0
                ? finding
                : finding.with(Voucher.evidence(Optional.empty())).at(least);
    }

    @Override
    public void forget() {
        released.clear();
        next = Instant.MIN;
    }

    /**
     * Whether it is told, and at once. What a signed baseline of the commune has is recorded, and what is an update of that (DESIGN.md 5.7);
     * where few have the update yet, that waits. That something approved goes is told, and what a rule finds grave in an update, or in what
     * was approved by name alone: once after each decision.
     */
    private static boolean isTold(Store.Session session, Seen seen, Item item, Finding finding) {
        if (seen.record().value("change").equals("removed")) {
            return true;
        }
        boolean grave = finding.severity().compareTo(Severity.HIGH) >= 0;
        OptionalLong approval = session.reviews().baselined(seen.commune(), GroupKey.of(item));
        if (approval.isPresent()) {
            return grave && ByName.only(item) && isFirst(session, seen.commune(), item, approval.getAsLong());
        }
        if (!grave && Update.mayBe(item) && takesThePlaceOfWhatIsBaselined(session, seen, item)) {
            if (Vouching.isSpread(session, seen.standing(), item.shape())) {
                return false;
            }
            if (finding.severity() == Severity.LOW
                    && !Ruled.is(seen.host(), seen.received(), session)
                    && WaitingUpdates.add(session.progress(), item.shape(), finding)) {
                return false;
            }
        }
        return !RollOut.isCounted(session, seen, item, finding);
    }

    private static boolean takesThePlaceOfWhatIsBaselined(Store.Session session, Seen seen, Item item) {
        return session.reviews().isBaselined(seen.commune(), ItemNames.lineage(item), GroupKey.publisher(item));
    }

    /** Whether nothing grave was told of the item's group in the commune since that approval; it is now. */
    private static boolean isFirst(Store.Session session, Commune commune, Item item, long approval) {
        String key = commune.insee() + "|" + GroupKey.of(item);
        byte[] number = Long.toString(approval).getBytes(StandardCharsets.US_ASCII);
        if (session.progress()
                .state(APPROVED, key)
                .filter(told -> Arrays.equals(told, number))
                .isPresent()) {
            return false;
        }
        session.progress().state(APPROVED, key, number);
        return true;
    }

    /**
     * What is to be said of an item whose {@code change} says what became of it, and the rules that hold of it. Under enhanced monitoring
     * what is new or changed has at least the severity that the detector's card says for it, unless somebody vouches for it; what rules know
     * and call informational stays so.
     */
    public Optional<Verdict> verdict(
            SigmaRecord record, List<Match> matches, Situation situation, Optional<Voucher> voucher) {
        boolean arrived = situation == Situation.MONITORING && arrives(record);
        Situation counts = arrived && voucher.isEmpty() ? Situation.MONITORING : Situation.CALM;
        // A rule that knows what this is and calls it informational has judged it.
        Optional<Verdict> verdict = matches.isEmpty() ? fallback(record, counts) : ruled(record, matches, counts);
        return arrived ? verdict.map(each -> each.with(Voucher.evidence(voucher))) : verdict;
    }

    /** Whether it is new or changed, and starts something. */
    private static boolean arrives(SigmaRecord record) {
        return ARRIVALS.contains(record.value("change")) && !startsNothing(record) && !lostItsProgram(record);
    }

    /** A masked unit, a password that is locked. */
    private static boolean startsNothing(SigmaRecord record) {
        return record.value("enabled").equals("false")
                && record.value("target").isEmpty()
                && record.value("value").isEmpty();
    }

    /** A package was removed, and what it left names a program that is gone. */
    private static boolean lostItsProgram(SigmaRecord record) {
        return record.value("change").equals("changed")
                && record.value("before.shipped").equals("as-packaged")
                && List.of(record.value("traits").split("\n", -1)).contains("target-missing")
                && Stream.of("value", "target")
                        .anyMatch(field -> record.value(field).equals(record.value("before." + field)));
    }

    private Optional<Verdict> ruled(SigmaRecord record, List<Match> matches, Situation situation) {
        return RuleVerdict.of(matches, situation).map(rules -> {
            Severity least =
                    situation == Situation.MONITORING ? cards.severity(detector(record), situation) : rules.severity();
            Severity whole = rules.severity().compareTo(least) >= 0 ? rules.severity() : least;
            return new Verdict(
                    rules.card().id(),
                    whole,
                    whole.compareTo(Cards.severity(rules.card(), Situation.CALM)) > 0,
                    rules.techniques(techniques(record)),
                    rules.card().cause(),
                    rules.evidence(record));
        });
    }

    private Optional<Verdict> fallback(SigmaRecord record, Situation situation) {
        String detector = detector(record);
        if (detector.isEmpty() || record.value("shipped").equals("as-packaged")) {
            return Optional.empty();
        }
        Severity severity = cards.severity(detector, situation);
        return Optional.of(new Verdict(
                detector,
                severity,
                severity != cards.severity(detector),
                techniques(record),
                List.of(),
                Evidence.of(record)));
    }

    /** The detector of what no rule knows; empty for what was there and is. */
    private static String detector(SigmaRecord record) {
        String of =
                record.value("location").startsWith(Directories.LOCATIONS) ? "vigie-directory-item-" : "vigie-item-";
        return switch (record.value("change")) {
            case "added" -> of + "added";
            case "changed" -> of + "changed";
            case "removed" -> of + "removed";
            default -> "";
        };
    }

    private static List<String> techniques(SigmaRecord record) {
        Optional<List<String>> ofAct =
                DirectoryTechniques.of(record.value("location"), record.value("source"), record.value("name"));
        if (ofAct.isPresent()) {
            return ofAct.get();
        }
        String techniques = record.value("techniques");
        return techniques.isEmpty() ? List.of() : List.of(techniques.split("\n", -1));
    }

    /** What the finding of an item of a disk is grouped by, as that of a host that tells by itself. */
    public static String cause(AgentId host, SigmaRecord record, Verdict verdict) {
        return verdict.causeFields().isEmpty() || verdict.lifted()
                ? cause(record)
                : Evidence.cause(host, verdict.causeFields(), record);
    }

    private static String cause(Store.Session session, Seen seen, Item item, Verdict verdict, DirectoryWord word) {
        boolean isOfDirectory = item.location().startsWith(Directories.LOCATIONS);
        if (!verdict.causeFields().isEmpty() && !verdict.lifted()) {
            String cause = Evidence.cause(seen.host(), verdict.causeFields(), seen.record());
            return isOfDirectory ? word.of(seen.host()) + "|" + cause : cause;
        }
        if (isOfDirectory) {
            return DirectoryCause.of(session, seen, item, verdict.rule(), word);
        }
        return verdict.lifted() ? Act.of(seen, item).cause() : cause(seen.record());
    }

    /** The same thing on 300 hosts of a commune is one line; its coming back after an inventory is another. */
    private static String cause(SigmaRecord record) {
        return record.value("change") + "|" + record.value("shape");
    }
}
