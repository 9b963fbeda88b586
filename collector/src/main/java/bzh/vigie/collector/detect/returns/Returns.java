package bzh.vigie.collector.detect.returns;

import bzh.vigie.collector.detect.finding.Cards;
import bzh.vigie.collector.detect.finding.Detector;
import bzh.vigie.collector.detect.finding.Finding;
import bzh.vigie.collector.detect.finding.Seen;
import bzh.vigie.collector.detect.returns.Recurring.Sighting;
import bzh.vigie.collector.incident.Evictions.Place;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.Tombstones.Tombstone;
import bzh.vigie.event.Event;
import bzh.vigie.event.Event.Change;
import bzh.vigie.event.ItemFields;
import bzh.vigie.observable.Observables;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * What was marked as the attacker's, seen again on any host of the incident's communes: in items that appear or change, in programs that
 * start, in accounts that are made or log on, in addresses and names that a host reaches or that somebody logs on from. It remembers nothing: what an event shows depends on it and on the store alone.
 */
public final class Returns implements Detector {
    static final String PROCESS_STARTED = "process-started";
    static final String ACCOUNT_CHANGE = "account-change";
    static final String LOGON = "logon";
    private static final String FLOW = "flow";
    private static final String DNS_ANSWER = "dns-answer";
    private static final String LOG_RECORD = "log-record";
    private static final String LOGGED_ON = "4624";

    /** Security: a session was opened; an account was made, enabled, changed, renamed. */
    static final Set<String> RECORDS = Set.of("4624", "4720", "4722", "4738", "4781");

    private final Recurring recurring;
    private final Standing standing;

    public Returns(Cards cards, Standing standing) {
        this.recurring = new Recurring(cards);
        this.standing = standing;
    }

    @Override
    public List<Finding> judge(Seen seen, Store.Session session) {
        if (!tells(seen)) {
            return List.of();
        }
        Marked marked = standing.of(session, seen.commune());
        if (marked.isEmpty()) {
            return List.of();
        }
        Map<String, String> fields = seen.record().flat();
        List<Match> matches = matches(marked, fields, seen.host()).stream()
                .filter(match -> !isStillThere(seen, fields, match.tombstone()))
                .toList();
        if (matches.isEmpty()) {
            return List.of();
        }
        Place place =
                standing.evictions(matches.getFirst().tombstone().incident()).place(seen.host(), seen.received());
        Sighting sighting = new Sighting(
                seen.host(),
                seen.hostname(),
                seen.commune(),
                seen.id(),
                seen.received(),
                seen.event().at().wall());
        Optional<Left> left = place == Place.AFTER ? left(matches, seen, session) : Optional.empty();
        return List.of(left.map(each -> recurring.notRemoved(
                        sighting, each.tombstone(), each.tombstone().key(), seen.record(), each.due(), place))
                .orElseGet(() -> recurring.again(
                        sighting, what(fields, matches.getFirst()), seen.record(), matches, place, place)));
    }

    /** An artefact that was to be gone by then. */
    private record Left(Tombstone tombstone, Instant due) {}

    /**
     * The artefact of this host that what runs here, or what it reaches, belongs to as surely as to any other, where it lies in the host's inventory
     * since before it was to be gone and nothing showed since that it is: it never left, and what it does is no return.
     */
    private Optional<Left> left(List<Match> matches, Seen seen, Store.Session session) {
        if (!(seen.event() instanceof Event.ProcessStarted
                || Features.isOfNetwork(seen.record().flat()))) {
            return Optional.empty();
        }
        return matches.stream()
                .filter(match -> match.certainty() == matches.getFirst().certainty())
                .map(Match::tombstone)
                .filter(each -> each.host().filter(seen.host()::equals).isPresent()
                        && !each.key().isEmpty())
                .flatMap(each -> standing.evictions(each.incident()).due(each).stream()
                        .filter(seen.received()::isAfter)
                        .limit(1)
                        .filter(due -> isThereSince(each, seen, due, session))
                        .map(due -> new Left(each, due)))
                .findFirst();
    }

    private static boolean isThereSince(Tombstone tombstone, Seen seen, Instant due, Store.Session session) {
        return session.inventories()
                        .find(seen.host(), tombstone.key())
                        .filter(known -> !known.since().isAfter(due))
                        .isPresent()
                && Artefacts.state(
                                session, tombstone, seen.host(), tombstone.key(), tombstone.fields(), seen.received())
                        .lastPresent()
                        .isPresent();
    }

    private static boolean tells(Seen seen) {
        return switch (seen.event()) {
            case Event.ItemSeen item -> !seen.record().value("change").equals(ItemFields.word(Change.REMOVED));
            case Event.WatchlistCheck check -> check.outcome() instanceof Event.Checked.ListedItem hit && hasWord(hit);
            default -> !seen.isNotice() && tells(seen.record()::value);
        };
    }

    /** Whether an event of these fields, which is of no item, may show something of an attacker. */
    static boolean tells(UnaryOperator<String> field) {
        return switch (field.apply("kind")) {
            case PROCESS_STARTED, DNS_ANSWER -> true;
            case ACCOUNT_CHANGE -> !field.apply("action").equals(ItemFields.word(Event.AccountAction.DELETED));
            case LOGON -> field.apply("action").equals(ItemFields.word(Event.LogonAction.LOGON));
            case FLOW -> field.apply("Initiated").equals("true");
            case LOG_RECORD -> field.apply("Channel").equals("Security") && RECORDS.contains(field.apply("EventID"));
            default -> false;
        };
    }

    /** Marks that an event of a host shows, the surest first: that somebody logged on shows the account alone, or from where. */
    static List<Match> matches(Marked marked, Map<String, String> fields, AgentId host) {
        boolean logon =
                field(fields, "kind").equals(LOGON) || field(fields, "EventID").equals(LOGGED_ON);
        return marked.matches(Features.seen(fields, host.text())).stream()
                .filter(match -> !logon || match.sure() || match.features().contains(Feature.ADDRESS))
                .toList();
    }

    private static String field(Map<String, String> fields, String name) {
        return fields.getOrDefault(name, "");
    }

    /** Whether it was found by a word that its agent tells the digest of. */
    private static boolean hasWord(Event.Checked.ListedItem hit) {
        return hit.item().observables().stream().anyMatch(Observables::isListed);
    }

    /** The marked item itself, which somebody changes or switches off where it stands before it is removed: no recurrence. */
    private boolean isStillThere(Seen seen, Map<String, String> fields, Tombstone tombstone) {
        boolean same = tombstone.host().filter(seen.host()::equals).isPresent()
                && tombstone.key().equals(fields.getOrDefault("key", ""));
        if (seen.event() instanceof Event.WatchlistCheck) {
            return same;
        }
        // What the collector knew before: changed, or read otherwise by a newer agent.
        if (!fields.containsKey("before.key")
                || fields.getOrDefault("change", "").equals(ItemFields.word(Change.ADDED))) {
            return false;
        }
        boolean off = fields.getOrDefault("enabled", "").equals("false");
        Place place = standing.evictions(tombstone.incident()).place(seen.host(), seen.received());
        return off || (same && place != Place.AFTER);
    }

    /** What it is on its host, however often it is seen: of the network the address or name that is the attacker's. */
    static String what(Map<String, String> fields, Match match) {
        if (Features.isOfNetwork(fields)) {
            return match.parts().stream().sorted().findFirst().orElse("");
        }
        String key = fields.getOrDefault("key", "");
        if (!key.isEmpty()) {
            return key;
        }
        String image = fields.getOrDefault("Image", "");
        return image.isEmpty()
                ? fields.getOrDefault("account", fields.getOrDefault("TargetUserName", ""))
                : Neutral.ofHost(image);
    }

    @Override
    public void save(Store.Session session) {
        standing.ended();
    }

    @Override
    public void forget() {
        standing.forget();
    }
}
