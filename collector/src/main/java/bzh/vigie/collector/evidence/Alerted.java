package bzh.vigie.collector.evidence;

import bzh.vigie.collector.evidence.LedgerVerification.Difference;
import bzh.vigie.collector.ledger.LedgerContent;
import bzh.vigie.collector.review.NeverExcepted;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Line;
import bzh.vigie.collector.store.Alerts.Numbered;
import bzh.vigie.collector.store.Alerts.Standing;
import bzh.vigie.collector.store.Alerts.Status;
import bzh.vigie.collector.store.LedgerWords;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.Sha256;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Alerts against what the ledger says of them. */
final class Alerted {
    private static final int PAGE = 500;

    private final Store.Session session;
    private final Findings found;
    /** Rules of which alerts could be hidden while no entry said by what. */
    private static final Set<String> ONCE_EXCEPTED = Set.of(
            "vigie-silent-host-active",
            "vigie-item-not-shown",
            "vigie-item-in-one-reading",
            "vigie-item-read-otherwise",
            "vigie-server-silent",
            "vigie-server-stopped",
            "vigie-commune-silent");

    private final Set<String> raised = new HashSet<>();
    /** What entries say of the exception that hid an alert, by its id. */
    private final Map<String, String> exceptions = new HashMap<>();

    /** Hosts that were looked for: each stands in every day. */
    private final Set<String> looked = new HashSet<>();

    private final Map<String, String> repeated = new HashMap<>();
    private Optional<LedgerContent> before = Optional.empty();

    Alerted(Store.Session session, Findings found) {
        this.session = session;
        this.found = found;
    }

    /** What the first entry says was there. */
    void before(LedgerContent said) {
        before = Optional.of(said);
    }

    void raised(String id, Optional<LedgerContent> said) {
        raised.add(id);
        if (said.isEmpty()) {
            return;
        }
        Map<String, String> words = new HashMap<>(said.get().fields());
        Optional.ofNullable(words.remove(LedgerWords.EXCEPTION)).ifPresent(number -> exceptions.put(id, number));
        Optional<Alert> is = session.alerts().find(new Scope.All(), id);
        if (is.isEmpty()) {
            found.add(Difference.ALERT_GONE, id);
        } else if (!new LedgerContent(words).equals(LedgerWords.of(is.get()))) {
            found.add(Difference.ALERT_CHANGED, id);
        }
    }

    /** Of a day and a commune. */
    void day(LedgerContent said) {
        said.fields().forEach((name, value) -> {
            if (name.startsWith(CoverageDay.ALERT)) {
                repeated.put(name.substring(CoverageDay.ALERT.length()), value);
            } else if (name.startsWith(CoverageDay.HOST)
                    && looked.add(name)
                    && !isThere(name.substring(CoverageDay.HOST.length()))) {
                found.add(Difference.HOST_GONE, name.substring(CoverageDay.HOST.length()));
            }
        });
    }

    private boolean isThere(String host) {
        try {
            return session.hosts().find(new AgentId(host)).isPresent();
        } catch (IllegalArgumentException e) {
            return true;
        }
    }

    /**
     * Goes through all that are there.
     *
     * @param statuses where each was last decided to stand
     */
    void end(Map<String, Status> statuses) {
        long old = before.map(said -> Numbers.of(said.field("alerts"))).orElse(Long.MAX_VALUE);
        Map<String, Line> lines = lastLines();
        MessageDigest digest = Sha256.digest();
        long after = 0;
        List<Numbered> page;
        do {
            page = session.alerts().after(new Scope.All(), after, PAGE);
            for (Numbered each : page) {
                after = each.sequence();
                Alert alert = each.alert();
                if (each.sequence() <= old) {
                    digest.update(LedgerWords.of(alert).bytes());
                } else if (!raised.contains(alert.id())) {
                    found.add(Difference.ALERT_NOT_IN_LEDGER, alert.id());
                }
                if (!stands(alert, statuses, Optional.ofNullable(lines.get(alert.id())))) {
                    found.add(Difference.ALERT_STATUS_CHANGED, alert.id());
                }
                Optional.ofNullable(repeated.get(alert.id()))
                        .filter(said -> isLess(alert, said))
                        .ifPresent(said -> found.add(Difference.ALERT_REPETITION_CHANGED, alert.id()));
            }
        } while (page.size() == PAGE);
        before.map(said -> said.field("alerts-sha256"))
                .filter(said -> !said.equals(Sha256.of(digest.digest()).hex()))
                .ifPresent(said -> found.add(Difference.BEFORE_CHANGED, "alert"));
    }

    private Map<String, Line> lastLines() {
        Map<String, Line> last = new HashMap<>();
        long after = 0;
        List<Line> page;
        do {
            page = session.alerts().lines(after, PAGE);
            for (Line each : page) {
                after = each.number();
                last.put(each.alert(), each);
            }
        } while (page.size() == PAGE);
        return last;
    }

    /** Whether an alert stands where the audit log and its last line say, and one that is hidden has an exception that hides it. */
    private boolean stands(Alert alert, Map<String, Status> statuses, Optional<Line> last) {
        boolean untouched = last.isEmpty() && !statuses.containsKey(alert.id());
        if (untouched && alert.status() == Status.NEW) {
            return true;
        }
        Optional<Standing> is = session.alerts().standing(new Scope.All(), alert.id());
        boolean excepted = is.filter(each -> each.exception().isPresent()
                        && isHiding(alert, each.exception().getAsLong()))
                .isPresent();
        Status decided = statuses.getOrDefault(alert.id(), excepted ? Status.EXCEPTED : Status.NEW);
        boolean asLine = last.isEmpty()
                || is.filter(each -> each.version() == last.get().number()
                                && each.status() == last.get().status()
                                && each.assignee().equals(last.get().assignee())
                                && each.closing().equals(last.get().closing()))
                        .isPresent();
        return alert.status() == decided && (decided != Status.EXCEPTED || excepted) && asLine;
    }

    /** What the entry says; one of before these said so can only be worked out. */
    private boolean isHiding(Alert alert, long exception) {
        String said = exceptions.get(alert.id());
        if (said != null) {
            return said.equals(Long.toString(exception));
        }
        return (!NeverExcepted.is(alert) || ONCE_EXCEPTED.contains(alert.rule()))
                && session.alertExceptions()
                        .hiding(alert, alert.time())
                        .filter(number -> number == exception)
                        .isPresent();
    }

    private static boolean isLess(Alert alert, String said) {
        String[] parts = said.split(" ", -1);
        return alert.count() < Numbers.of(parts[0]) || (parts.length > 1 && isBefore(alert.lastTime(), parts[1]));
    }

    /** Also where it is no time at all. */
    private static boolean isBefore(Instant time, String said) {
        try {
            return time.isBefore(Instant.parse(said));
        } catch (DateTimeParseException e) {
            return true;
        }
    }
}
