package bzh.vigie.collector.detect.persistence;

import bzh.vigie.collector.detect.finding.Finding;
import bzh.vigie.collector.detect.finding.Seen;
import bzh.vigie.collector.detect.returns.RelatedItems;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.Account;
import bzh.vigie.event.Item;
import bzh.vigie.text.LetterCase;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Parts of one act on one host that rules tell one by one: a unit with its links, timers and drop-ins, an account with its password, group and
 * home. A part that follows within two minutes and is no graver is listed in the line of the first. What is of high severity is joined within
 * a unit alone: a key or a right of a new account is more than the account.
 */
final class ActParts {
    private static final Duration NEAR = Duration.ofMinutes(2);
    private static final String STATE = "act-parts";
    private static final String UNIT = "unit ";
    private static final Scope ALL = new Scope.All();

    /** Acts of one host that are remembered: a host that makes them up has its lines as before. */
    private static final int MOST = 50;

    private ActParts() {}

    /** The first line of an act. */
    private record First(String subject, String alert, Instant time) {
        static Optional<First> parse(String line) {
            String[] parts = line.split("\t", 3);
            return parts.length < 3
                    ? Optional.empty()
                    : Optional.of(new First(parts[2], parts[0], Instant.ofEpochMilli(Long.parseLong(parts[1]))));
        }

        String text() {
            return alert + "\t" + time.toEpochMilli() + "\t" + subject;
        }
    }

    /** Whether the finding is a part of an act that has a line already, and was counted there. */
    static boolean isCounted(Store.Session session, Seen seen, Item item, Finding finding) {
        Optional<String> subject = subject(item, finding);
        boolean mayJoin = finding.severity().compareTo(Severity.HIGH) < 0
                || subject.filter(each -> each.contains(UNIT)).isPresent();
        if (subject.isEmpty()
                || !mayJoin
                || seen.ruling().decided(finding).filter(finding::equals).isEmpty()) {
            return false;
        }
        Optional<Alert> line = firsts(session, seen).stream()
                .filter(first -> first.subject().equals(subject.get()))
                .flatMap(first -> session.alerts().find(ALL, first.alert()).stream())
                .filter(alert -> alert.status().isOpen()
                        && alert.commune().equals(finding.commune())
                        && alert.severity().compareTo(finding.severity()) >= 0)
                .findFirst();
        line.ifPresent(alert -> {
            session.alerts().again(alert.id(), finding.host(), finding.time());
            session.alerts().list(alert, finding.listed());
        });
        return line.isPresent();
    }

    /** An alert was made of the finding: what follows may be a part of the same act. */
    static void note(Store.Session session, Seen seen, Item item, Finding finding) {
        if (item.account().isPresent()) {
            return;
        }
        subject(item, finding)
                .ifPresent(subject -> session.alerts()
                        .open(finding.commune(), finding.rule(), finding.cause(), finding.onHost())
                        .ifPresent(alert -> {
                            List<First> firsts = new ArrayList<>(firsts(session, seen));
                            firsts.add(new First(subject, alert.id(), finding.time()));
                            byte[] bytes = firsts.stream()
                                    .skip(Math.max(0, firsts.size() - MOST))
                                    .map(First::text)
                                    .collect(Collectors.joining("\n"))
                                    .getBytes(StandardCharsets.UTF_8);
                            session.progress().state(STATE, seen.host().text(), bytes);
                        }));
    }

    private static List<First> firsts(Store.Session session, Seen seen) {
        String lines = session.progress()
                .state(STATE, seen.host().text())
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .orElse("");
        return lines.lines()
                .flatMap(line -> First.parse(line).stream())
                .filter(first -> first.time().plus(NEAR).isAfter(seen.received()))
                .toList();
    }

    /** Which unit or account of the host, that came or that went; empty for everything else. */
    private static Optional<String> subject(Item item, Finding finding) {
        String change = finding.evidence().getOrDefault("change", "");
        String went = change.equals("removed") ? "without " : "";
        String unit = RelatedItems.unitOf(item);
        if (!unit.isEmpty()) {
            return Optional.of(went + UNIT + unit);
        }
        Optional<String> name = item.location().startsWith("linux.account.")
                ? Optional.of(item.name())
                : item.account().map(Account::name);
        return name.filter(each -> !each.isBlank() && each.indexOf('\n') < 0)
                .map(each -> went + "account " + LetterCase.fold(each));
    }
}
