package bzh.vigie.simulation;

import bzh.vigie.collector.HandedCollector;
import bzh.vigie.collector.review.ReviewGroup;
import bzh.vigie.collector.review.ReviewList;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Closing;
import bzh.vigie.collector.store.Alerts.Move;
import bzh.vigie.collector.store.Alerts.Numbered;
import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Reviews.Decision;
import bzh.vigie.collector.store.Reviews.Matter;
import bzh.vigie.collector.store.Reviews.Subject;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.Tombstones;
import bzh.vigie.collector.store.Tombstones.Nature;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Who reads every alert as it comes and decides about it on the next working afternoon, knowing the truth. */
final class Analyst {
    private static final Scope ALL = new Scope.All();
    private static final Author AUTHOR = new Author("Nolwenn", "simulated");
    private static final Author SECOND = new Author("second", "looked at it again");
    private static final int PAGE = 500;

    private final Timeline time;
    private final HandedCollector collector;
    private final Truth truth;
    private final Map<String, Read> open = new LinkedHashMap<>();
    private final List<Read> all = new ArrayList<>();
    private final List<Alert> falseReturns = new ArrayList<>();
    private long sequence;

    /** An alert as it was read when it was new, and what it had to do with. */
    record Read(Alert alert, Instant when, String occasion) {
        boolean isGrave() {
            return alert.severity().compareTo(Severity.MEDIUM) >= 0;
        }
    }

    Analyst(Timeline time, HandedCollector collector, Truth truth) {
        this.time = time;
        this.collector = collector;
        this.truth = truth;
    }

    private Store store() {
        return collector.store();
    }

    /** Everything that reached the analyst. */
    List<Read> all() {
        return all;
    }

    /** Returns that were none. */
    List<Alert> falseReturns() {
        return falseReturns;
    }

    /** Whether something of medium severity or above in these communes waits to be decided. */
    boolean hasUndecided(List<Commune> communes) {
        return open.values().stream()
                .anyMatch(
                        each -> each.isGrave() && communes.contains(each.alert().commune()));
    }

    /** Reads what is new. */
    void read(String today) {
        List<Numbered> page;
        do {
            page = store().read(session -> session.alerts().after(ALL, sequence, PAGE));
            for (Numbered each : page) {
                sequence = each.sequence();
                String key = each.alert().evidence().getOrDefault("key", "");
                Read read = new Read(
                        each.alert(),
                        time.instant(),
                        truth.occasion(key).or(() -> listed(each.alert())).orElse(today));
                if (read.isGrave()) {
                    truth.returned(each.alert().host(), key).ifPresent(back -> back.isGrave = true);
                }
                open.put(each.alert().id(), read);
                all.add(read);
                if (isReturn(each.alert())) {
                    told(each.alert(), key);
                }
            }
        } while (page.size() == PAGE);
    }

    /** Of a line that sums up several, what the first of them has to do with. */
    private Optional<String> listed(Alert alert) {
        return store().read(session -> session.alerts().listed(ALL, alert.id(), 1)).stream()
                .flatMap(item -> truth.occasion(item.shape()).stream())
                .findFirst();
    }

    private static boolean isReturn(Alert alert) {
        return Tombstones.RULES.contains(alert.rule());
    }

    private void told(Alert alert, String key) {
        truth.returned(alert.host(), key)
                .ifPresentOrElse(
                        back -> back.told = alert.rule().equals("vigie-return") || back.told == Truth.Told.RETURN
                                ? Truth.Told.RETURN
                                : Truth.Told.SUSPECTED,
                        () -> {
                            if (!truth.isOfTheAttack(alert.host(), key)) {
                                falseReturns.add(alert);
                            }
                        });
    }

    /** Decides about all that is open. */
    void decide() {
        for (Read each : List.copyOf(open.values())) {
            Alert alert = each.alert();
            String key = alert.evidence().getOrDefault("key", "");
            store().change(session -> {
                if (isReturn(alert)) {
                    boolean known = truth.returned(alert.host(), key).isPresent();
                    boolean attack = truth.isOfTheAttack(alert.host(), key);
                    if (known || !attack) {
                        session.tombstones()
                                .nature(ALL, alert.id(), known ? Nature.RETURNED : Nature.AUTHORISED, AUTHOR);
                        if (!known) {
                            session.tombstones().nature(ALL, alert.id(), Nature.AUTHORISED, SECOND);
                        }
                    }
                }
                session.alerts().decide(ALL, alert.id(), Move.close(Closing.EXPECTED), AUTHOR);
            });
            truth.returned(alert.host(), key)
                    .filter(back -> isReturn(alert) && back.decided.isEmpty())
                    .ifPresent(back -> back.decided = Optional.of(time.instant()));
            open.remove(alert.id());
        }
    }

    /** Marks everything of the attack. */
    void mark(Incident incident) {
        truth.attack.stream()
                .filter(each -> each.incident().equals(incident.id()))
                .forEach(each -> collector.mark(
                        incident, each.host().commune, each.host().id(), each.item(), AUTHOR));
    }

    /** Approves what stands in the review of an incident and is nobody's of the attack. */
    void review(Incident incident) {
        for (Matter matter : Matter.values()) {
            store().change(session -> {
                Map<Subject, Set<Commune>> approved = new LinkedHashMap<>();
                for (ReviewGroup group : ReviewList.of(session, ALL, incident, matter, time.instant())
                        .groups()) {
                    Subject subject = ReviewList.subject(session, group);
                    String key = subject.fields().getOrDefault("key", "");
                    boolean attackers = truth.attack.stream()
                                    .anyMatch(each -> each.item().key().equals(key))
                            || truth.returns.stream()
                                    .anyMatch(each -> each.mutation.item().key().equals(key));
                    if (group.state() == ReviewGroup.State.WAITING && (!attackers || matter == Matter.REMEDIATION)) {
                        approved.put(subject, Set.copyOf(group.communes().keySet()));
                    }
                }
                if (!approved.isEmpty()) {
                    session.reviews().decide(ALL, incident.id(), matter, approved, Decision.APPROVED, "", AUTHOR);
                }
            });
        }
    }

    /** Signs what stands approved in each commune of the incident as its baseline. */
    void sign(Incident incident) {
        for (Commune commune : incident.communes()) {
            store().change(session -> session.reviews()
                    .sign(
                            ALL,
                            incident.id(),
                            commune,
                            ReviewList.hosts(session, ALL, incident, commune, time.instant()),
                            AUTHOR));
        }
    }

    Author author() {
        return AUTHOR;
    }
}
