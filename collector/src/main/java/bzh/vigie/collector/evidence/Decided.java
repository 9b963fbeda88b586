package bzh.vigie.collector.evidence;

import bzh.vigie.collector.evidence.LedgerVerification.Difference;
import bzh.vigie.collector.ledger.LedgerContent;
import bzh.vigie.collector.store.Alerts.Status;
import bzh.vigie.collector.store.Audit;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Hosts.State;
import bzh.vigie.collector.store.LedgerWords;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.ItemFields;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Decisions, and the states that follow from them, against what the ledger says. */
final class Decided {
    private static final int PAGE = 500;

    private final Store.Session session;
    private final Findings found;
    private final Map<String, Status> statuses = new HashMap<>();
    private Optional<LedgerContent> before = Optional.empty();
    private long taken;

    Decided(Store.Session session, Findings found) {
        this.session = session;
        this.found = found;
    }

    /** What the first entry says was there. */
    void before(LedgerContent said) {
        before = Optional.of(said);
    }

    void taken(String number, Optional<LedgerContent> said) {
        taken++;
        if (said.isEmpty()) {
            return;
        }
        Optional<Audit.Entry> is = session.audit().list(Numbers.of(number) - 1, 1).stream()
                .filter(entry -> Long.toString(entry.number()).equals(number))
                .findFirst();
        if (is.isEmpty()) {
            found.add(Difference.DECISION_GONE, number);
        } else if (!said.get().equals(LedgerWords.of(is.get()))) {
            found.add(Difference.DECISION_CHANGED, number);
        }
    }

    /** Where alerts were last decided to stand; known after {@link #end}. */
    Map<String, Status> statuses() {
        return statuses;
    }

    /** Goes through all that are there. */
    void end() {
        Map<String, Author> exempted = new TreeMap<>();
        Map<String, State> shutOut = new HashMap<>();
        long old = before.map(said -> Numbers.of(said.field("audit").split(" ", -1)[0]))
                .orElse(Long.MAX_VALUE);
        long last = 0;
        List<Audit.Entry> page;
        do {
            page = session.audit().list(last, PAGE);
            for (Audit.Entry each : page) {
                last = each.number();
                LedgerWords.status(each.action()).ifPresent(status -> statuses.put(each.subject(), status));
                shutOut(each, shutOut);
                if (each.action().equals("machine-exempted")) {
                    exempted.put(each.subject(), each.author());
                } else if (each.action().equals("machine-no-longer-exempted")) {
                    exempted.remove(each.subject());
                }
                if (each.number() == old
                        && before.filter(said -> said.field("audit")
                                        .toLowerCase(Locale.ROOT)
                                        .equals(each.number() + " " + each.hash()))
                                .isEmpty()) {
                    found.add(Difference.BEFORE_CHANGED, "decision");
                }
                if (before.isPresent() && each.number() > old + taken) {
                    found.add(Difference.DECISION_NOT_IN_LEDGER, Long.toString(each.number()));
                }
            }
        } while (page.size() == PAGE);
        if (before.isPresent() && (last < old || !session.audit().verifies())) {
            found.add(Difference.BEFORE_CHANGED, "decision");
        }
        exemptions(exempted);
        hosts(shutOut);
    }

    private static void shutOut(Audit.Entry entry, Map<String, State> shutOut) {
        for (State state : State.values()) {
            if (entry.action().equals("host-" + ItemFields.word(state))) {
                shutOut.put(entry.subject(), state);
            }
        }
    }

    /** A host is let in and goes by itself; that it is shut out, or is no more, somebody or this program decided. */
    private void hosts(Map<String, State> decided) {
        Set<State> out = Set.of(State.REVOKED, State.QUARANTINED);
        for (Host host : session.hosts().all(new Scope.All())) {
            State last = decided.getOrDefault(host.id().text(), State.ACTIVE);
            if (host.state() != last && (out.contains(host.state()) || out.contains(last))) {
                found.add(Difference.HOST_STATE_CHANGED, host.id().text());
            }
        }
    }

    private void exemptions(Map<String, Author> decided) {
        Map<String, Author> are = new TreeMap<>();
        for (Commune commune : session.neighbours().exempting()) {
            session.neighbours()
                    .exempted(new Scope.Communes(Set.of(commune)), commune)
                    .forEach((machine, author) -> are.put(commune + " " + machine, author));
        }
        are.forEach((machine, author) -> {
            if (!author.equals(decided.get(machine))) {
                found.add(Difference.EXEMPTION_CHANGED, machine);
            }
        });
        decided.keySet().stream()
                .filter(machine -> !are.containsKey(machine))
                .forEach(machine -> found.add(Difference.EXEMPTION_CHANGED, machine));
    }
}
