package bzh.vigie.collector.detect;

import bzh.vigie.collector.detect.finding.CalmDay;
import bzh.vigie.collector.detect.finding.Finding;
import bzh.vigie.collector.detect.finding.Sightings;
import bzh.vigie.collector.incident.Situations;
import bzh.vigie.collector.review.NeverExcepted;
import bzh.vigie.collector.store.Alerts;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Listed;
import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.collector.store.Alerts.Status;
import bzh.vigie.collector.store.Directories;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Progress;
import bzh.vigie.collector.store.Situation;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.Tombstones;
import bzh.vigie.collector.store.Tombstones.Recurrence;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes alerts of findings: one more of an open one with the same cause, one that an exception hides, or a new one. */
public final class Raising {
    /**
     * New alerts of one rule from one host in one hour, or of one place of a directory that its agent reads; what comes above that is counted in
     * one alert.
     */
    static final int MOST_IN_AN_HOUR = 100;

    /** Of what gives a domain at once, so that a hundred other changes, however easily made, hide none of them. */
    static final int MOST_OF_WHAT_GIVES_THE_DOMAIN = 1_000;

    private static final Set<String> GIVES_THE_DOMAIN = Set.of("ad.group.privileged", "ad.rights.domain");

    /** Things of a look back that are told in one transaction. */
    private static final int AT_ONCE = 100;

    private static final String INDICATOR = "indicator_id";

    private static final String STORMS = "alert-storms";

    private Raising() {}

    /** What became of a finding. */
    enum Outcome {
        /** A new alert that asks for a person. */
        ALERT,
        /** A new one that stands for all above the most of an hour. */
        MANY,
        /** Nothing new to be looked at: an open alert has it, an exception hides it, or nobody is to be told. */
        NONE
    }

    /**
     * Makes alerts of what a look back found, unless there is one with that cause: of the host as it told it, or of a round that broke off.
     *
     * @return how many are new
     */
    public static int past(Store store, List<Sightings> found) {
        int raised = 0;
        for (int from = 0; from < found.size(); from += AT_ONCE) {
            List<Sightings> some = found.subList(from, Math.min(from + AT_ONCE, found.size()));
            raised += store.write(session ->
                    (int) some.stream().filter(each -> past(session, each)).count());
        }
        return raised;
    }

    private static boolean past(Store.Session session, Sightings thing) {
        Finding first = thing.first();
        if (session.alerts()
                .newest(first.commune(), first.rule(), first.cause())
                .isPresent()) {
            return false;
        }
        boolean raised = raise(session, first);
        thing.last().ifPresent(last -> raise(session, last));
        return raised;
    }

    /** Whether it became a new alert that asks for a person; one that an exception hides is kept and does not. */
    public static boolean raise(Store.Session session, Finding finding) {
        return outcome(session, finding) != Outcome.NONE;
    }

    /** Makes an alert of it, and says what became of it. */
    static Outcome outcome(Store.Session session, Finding finding) {
        return outcome(session, finding, false);
    }

    /**
     * Makes an alert of it, and says what became of it.
     *
     * @param isOver its host has had its share of alerts: one that is new is counted as one more of many of its rule
     */
    static Outcome outcome(Store.Session session, Finding finding, boolean isOver) {
        if (finding.severity() == Severity.INFORMATIONAL) {
            return Outcome.NONE;
        }
        Alerts alerts = session.alerts();
        if (again(session, finding)) {
            return Outcome.NONE;
        }
        Situation situation = new Situations(session.incidents())
                .of(finding.host(), finding.commune(), finding.time())
                .situation();
        Alert alert = finding.alert(situation);
        Optional<Long> hiding = NeverExcepted.hiding(session, alert, finding.time());
        if (hiding.isPresent()) {
            boolean known = alerts.newest(finding.commune(), finding.rule(), finding.cause())
                    .filter(newest -> newest.status() == Status.EXCEPTED)
                    .isPresent();
            boolean storm = !known && storm(session.progress(), finding, "exception " + hiding.get());
            alerts.except(storm ? asOneOfMany(finding).alert(situation) : alert, hiding.get());
            return Outcome.NONE;
        }
        if (CalmDay.takes(finding, situation)) {
            return ofDay(alerts, finding, situation);
        }
        if (!isOver && !storm(session.progress(), finding, finding.rule())) {
            boolean raised = alerts.raise(alert);
            listed(alerts, alert, finding);
            return raised ? Outcome.ALERT : Outcome.NONE;
        }
        Finding many = asOneOfMany(finding);
        return !again(session, many) && alerts.raise(many.alert(situation)) ? Outcome.MANY : Outcome.NONE;
    }

    /**
     * Counts one more of the open alert of this cause, or about the same recurrence; false where there is none. An alert that somebody looked at
     * stands for no further host: what an attacker has acknowledged on one PC would be silent on the next (decision 0129).
     */
    private static boolean again(Store.Session session, Finding finding) {
        Alerts alerts = session.alerts();
        Optional<Alert> open = alerts.open(finding.commune(), finding.rule(), finding.cause(), finding.onHost())
                .or(() -> sameRecurrence(session, finding));
        open.ifPresent(alert -> {
            alerts.again(alert.id(), finding.host(), finding.time());
            listed(alerts, alert, finding);
        });
        return open.isPresent();
    }

    /**
     * The open alert about the same item of the host, which nobody decided and which is no less grave: known by another mark, or for sure and not
     * only as suspected, it is one recurrence all the same. That it was not removed in time is another matter, and an indicator is counted by its
     * own alerts.
     */
    private static Optional<Alert> sameRecurrence(Store.Session session, Finding finding) {
        String key = finding.evidence().getOrDefault("key", "");
        if (key.isEmpty()
                || !Tombstones.RULES.contains(finding.rule())
                || finding.rule().equals(Tombstones.NOT_REMOVED)
                || finding.evidence().containsKey(INDICATOR)) {
            return Optional.empty();
        }
        IncidentId incident = new IncidentId(finding.evidence().getOrDefault(Tombstones.INCIDENT, ""));
        return session.tombstones().recurrences(incident, finding.host()).stream()
                .filter(Recurrence::isUndecided)
                .map(Recurrence::alert)
                .filter(alert -> alert.status().isOpen()
                        && Tombstones.RULES.contains(alert.rule())
                        && !alert.evidence().containsKey(INDICATOR)
                        && alert.severity().compareTo(finding.severity()) >= 0
                        && alert.evidence().getOrDefault("key", "").equals(key))
                .findFirst();
    }

    /** Lists an item in the line of its act. */
    private static void listed(Alerts alerts, Alert line, Finding finding) {
        if (finding.evidence().containsKey("act")) {
            alerts.list(line, finding.listed());
        }
    }

    /** One more item of an open line of a day: of the one that lists the same thing already, else of its own day; or the first of a new line. */
    private static Outcome ofDay(Alerts alerts, Finding finding, Situation situation) {
        Finding line = CalmDay.line(finding);
        Listed item = finding.listed();
        Optional<Alert> open = alerts.listing(finding.commune(), CalmDay.RULE, item)
                .filter(alert -> alert.status().isOpen())
                .or(() -> alerts.open(finding.commune(), CalmDay.RULE, line.cause(), finding.onHost()));
        Alert alert = open.orElseGet(() -> line.alert(situation));
        boolean raised = open.isEmpty() && alerts.raise(alert);
        if (open.isPresent()) {
            alerts.again(alert.id(), finding.host(), finding.time());
        }
        alerts.list(alert, item);
        return raised ? Outcome.ALERT : Outcome.NONE;
    }

    /** Whether this host has had its share of alerts of this rule, or hidden by this exception, in this hour; counts this one. */
    private static boolean storm(Progress progress, Finding finding, String of) {
        String key = finding.host().text() + "|" + of + place(finding);
        long hour = finding.time().getEpochSecond() / 3_600;
        int before = progress.state(STORMS, key)
                .map(bytes -> new String(bytes, StandardCharsets.US_ASCII).split(" ", -1))
                .filter(parts -> Long.parseLong(parts[0]) == hour)
                .map(parts -> Integer.parseInt(parts[1]))
                .orElse(0);
        if (before >= most(finding)) {
            return true;
        }
        progress.state(STORMS, key, (hour + " " + (before + 1)).getBytes(StandardCharsets.US_ASCII));
        return false;
    }

    /** Which place of a directory it is of; empty for what is of the host. */
    private static String place(Finding finding) {
        return Directories.isOfDirectory(finding.evidence())
                ? "|" + finding.evidence().getOrDefault("location", "")
                : "";
    }

    private static int most(Finding finding) {
        return GIVES_THE_DOMAIN.contains(finding.evidence().getOrDefault("location", ""))
                ? MOST_OF_WHAT_GIVES_THE_DOMAIN
                : MOST_IN_AN_HOUR;
    }

    private static Finding asOneOfMany(Finding finding) {
        Map<String, String> evidence = new LinkedHashMap<>(finding.evidence());
        evidence.put("many", Integer.toString(most(finding)));
        return new Finding(
                finding.rule(),
                finding.severity(),
                finding.techniques(),
                finding.commune(),
                finding.host(),
                finding.hostname(),
                "many|" + finding.host().text() + place(finding) + "|"
                        + finding.time().getEpochSecond() / 3_600,
                finding.firstEvent(),
                finding.time(),
                finding.hostTime(),
                evidence);
    }
}
