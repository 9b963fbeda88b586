package bzh.vigie.collector;

import bzh.vigie.collector.ledger.Anchor;
import bzh.vigie.collector.ledger.LedgerCheck;
import bzh.vigie.collector.ledger.LedgerContent;
import bzh.vigie.collector.ledger.LedgerEntry;
import bzh.vigie.collector.ledger.LedgerKind;
import bzh.vigie.collector.store.Alerts.Numbered;
import bzh.vigie.collector.store.Audit;
import bzh.vigie.collector.store.Ledger;
import bzh.vigie.collector.store.LedgerWords;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Verifies the ledger of a store, and the alerts and decisions of that store against it. In one reading of the store, so that what is
 * written meanwhile is left out.
 */
final class LedgerVerification {
    private static final int PAGE = 500;
    private static final int MOST_TOLD = 100;

    private LedgerVerification() {}

    /** What differs between the ledger and what is shown to people. */
    enum Difference {
        /** An alert is not as it was raised. */
        ALERT_CHANGED,
        /** An alert that was raised is gone. */
        ALERT_GONE,
        /** An alert was never raised. */
        ALERT_NOT_IN_LEDGER,
        /** A decision is not as it was taken. */
        DECISION_CHANGED,
        /** A decision that was taken is gone. */
        DECISION_GONE,
        /** A decision was never taken. */
        DECISION_NOT_IN_LEDGER
    }

    /** A difference, and the id of the alert or the number of the decision. */
    record Different(Difference difference, String id) {}

    /** What was found. */
    record Outcome(LedgerCheck.Result chain, List<Different> differences) {
        Outcome {
            differences = List.copyOf(differences);
        }

        boolean sound() {
            return chain.sound() && differences.isEmpty();
        }
    }

    static Outcome of(Store store, List<Anchor> anchors) {
        return store.read(session -> of(session, anchors));
    }

    private static Outcome of(Store.Session session, List<Anchor> anchors) {
        LedgerCheck check = new LedgerCheck(anchors);
        List<Different> differences = new ArrayList<>();
        Set<String> alerts = new HashSet<>();
        long decisions = 0;
        Optional<LedgerContent> before = Optional.empty();
        long last = 0;
        List<Ledger.Row> page;
        do {
            page = session.ledger().list(new Scope.All(), last, PAGE);
            for (Ledger.Row row : page) {
                LedgerEntry entry = row.entry();
                last = entry.number();
                check.next(entry, row.digest());
                switch (LedgerKind.of(entry.kind()).orElse(LedgerKind.COVERAGE)) {
                    case OPENED -> before = row.content();
                    case ALERT -> {
                        alerts.add(entry.reference());
                        row.content().ifPresent(said -> alert(session, entry.reference(), said, differences));
                    }
                    case DECISION, PHASE -> {
                        decisions++;
                        row.content().ifPresent(said -> decision(session, entry.reference(), said, differences));
                    }
                    case COVERAGE -> {}
                }
            }
        } while (page.size() == PAGE);
        if (before.isPresent()) {
            surplusAlerts(session, number(before.get().field("alerts")), alerts, differences);
            long known = number(before.get().field("audit").split(" ", -1)[0]) + decisions;
            session.audit()
                    .last()
                    .filter(entry -> entry.number() > known)
                    .ifPresent(entry -> differences.add(
                            new Different(Difference.DECISION_NOT_IN_LEDGER, Long.toString(entry.number()))));
        }
        return new Outcome(
                check.end(session.ledger().given()),
                differences.stream().limit(MOST_TOLD).toList());
    }

    private static void alert(Store.Session session, String id, LedgerContent said, List<Different> differences) {
        Optional<LedgerContent> is = session.alerts().find(new Scope.All(), id).map(LedgerWords::of);
        if (is.isEmpty()) {
            differences.add(new Different(Difference.ALERT_GONE, id));
        } else if (!is.get().equals(said)) {
            differences.add(new Different(Difference.ALERT_CHANGED, id));
        }
    }

    private static void decision(
            Store.Session session, String number, LedgerContent said, List<Different> differences) {
        Optional<Audit.Entry> is = session.audit().list(number(number) - 1, 1).stream()
                .filter(entry -> Long.toString(entry.number()).equals(number))
                .findFirst();
        if (is.isEmpty()) {
            differences.add(new Different(Difference.DECISION_GONE, number));
        } else if (!LedgerWords.of(is.get()).equals(said)) {
            differences.add(new Different(Difference.DECISION_CHANGED, number));
        }
    }

    /** Alerts of which the ledger tells nothing: somebody put them in. Those from before the ledger are not meant. */
    private static void surplusAlerts(
            Store.Session session, long before, Set<String> told, List<Different> differences) {
        long after = before;
        List<Numbered> page;
        do {
            page = session.alerts().after(new Scope.All(), after, PAGE);
            for (Numbered each : page) {
                after = each.sequence();
                if (!told.contains(each.alert().id()) && differences.size() < MOST_TOLD) {
                    differences.add(new Different(
                            Difference.ALERT_NOT_IN_LEDGER, each.alert().id()));
                }
            }
        } while (page.size() == PAGE);
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
