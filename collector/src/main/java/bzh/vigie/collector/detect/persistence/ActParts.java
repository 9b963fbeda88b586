package bzh.vigie.collector.detect.persistence;

import bzh.vigie.collector.detect.finding.Finding;
import bzh.vigie.collector.detect.finding.Seen;
import bzh.vigie.collector.detect.returns.RelatedItems;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.collector.store.Alerts.Status;
import bzh.vigie.collector.store.Directories;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.Account;
import bzh.vigie.event.Item;
import bzh.vigie.event.Item.Trait;
import bzh.vigie.text.LetterCase;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Parts of one act on one host that rules tell one by one: a unit with its links, timers and drop-ins, an account with its password, group and
 * home. A part that follows within two minutes and is no graver is listed in the line of the first. So is what comes into one folder or registry
 * key, or goes from it, as the same rule tells it, once three lines tell of that, each within two minutes of the one before: three files are three
 * things to look at, three thousand are one act. So are jobs and units that one file of jobs has, or that run one program that no package has.
 * What is of high severity is joined within a unit, such a file and such a program alone: a key or a right of a new account is more than the account.
 */
final class ActParts {
    private static final Duration NEAR = Duration.ofMinutes(2);
    private static final String STATE = "act-parts";
    private static final String WENT = "without ";
    private static final String UNIT = "unit ";
    private static final String PLACE = "in ";
    private static final String JOBS = "jobs of ";
    private static final String RUNS = "runs ";
    private static final List<String> WHOLE = Stream.of(UNIT, JOBS, RUNS)
            .flatMap(kind -> Stream.of(kind, WENT + kind))
            .toList();

    /** Lines of one place that stand for themselves. */
    private static final int FEW = 3;

    /** So often it is noted that a folder goes on filling. */
    private static final Duration OFTEN = Duration.ofSeconds(30);

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

        /** Whether what is grave is a part of it, too. */
        boolean isWhole() {
            return WHOLE.stream().anyMatch(subject::startsWith);
        }

        boolean isOfPlace() {
            return subject.startsWith(PLACE);
        }

        String text() {
            return alert + "\t" + time.toEpochMilli() + "\t" + subject;
        }
    }

    /** Whether the finding is a part of an act that has a line already, and was counted there. */
    static boolean isCounted(Store.Session session, Seen seen, Item item, Finding finding) {
        List<String> subjects = subjects(item, finding);
        if (subjects.isEmpty()
                || seen.ruling().decided(finding).filter(finding::equals).isEmpty()) {
            return false;
        }
        boolean grave = finding.severity().compareTo(Severity.HIGH) >= 0;
        List<First> firsts = firsts(session, seen);
        for (First first : firsts) {
            boolean isPart = subjects.contains(first.subject())
                    && (!grave || first.isWhole())
                    && (!first.isOfPlace()
                            || firsts.stream()
                                            .filter(each -> each.subject().equals(first.subject()))
                                            .count()
                                    >= FEW);
            Optional<Alert> line = isPart
                    ? session.alerts()
                            .find(ALL, first.alert())
                            .filter(alert -> alert.commune().equals(finding.commune())
                                    && alert.severity().compareTo(finding.severity()) >= 0
                                    // A line that somebody looked at takes up nothing more of a folder.
                                    && (first.isOfPlace()
                                            ? alert.status() == Status.NEW
                                            : alert.status().isOpen()))
                    : Optional.empty();
            if (line.isPresent()) {
                session.alerts().again(first.alert(), finding.host(), finding.time());
                session.alerts().list(line.get(), finding.listed());
                if (first.isOfPlace() && first.time().plus(OFTEN).isBefore(finding.time())) {
                    firsts.replaceAll(each -> each.subject().equals(first.subject())
                            ? new First(each.subject(), each.alert(), finding.time())
                            : each);
                    keep(session, seen, firsts);
                }
                return true;
            }
        }
        return false;
    }

    /** An alert was made of the finding: what follows may be a part of the same act. */
    static void note(Store.Session session, Seen seen, Item item, Finding finding) {
        List<String> subjects = subjects(item, finding).stream()
                .filter(subject -> item.account().isEmpty() || subject.startsWith(PLACE))
                .toList();
        session.alerts()
                .open(finding.commune(), finding.rule(), finding.cause(), finding.onHost())
                .ifPresent(alert -> {
                    List<First> firsts = firsts(session, seen);
                    subjects.forEach(subject -> firsts.add(new First(subject, alert.id(), finding.time())));
                    keep(session, seen, firsts);
                });
    }

    private static void keep(Store.Session session, Seen seen, List<First> firsts) {
        byte[] bytes = firsts.stream()
                .skip(Math.max(0, firsts.size() - MOST))
                .map(First::text)
                .collect(Collectors.joining("\n"))
                .getBytes(StandardCharsets.UTF_8);
        session.progress().state(STATE, seen.host().text(), bytes);
    }

    private static List<First> firsts(Store.Session session, Seen seen) {
        String lines = session.progress()
                .state(STATE, seen.host().text())
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .orElse("");
        return lines.lines()
                .flatMap(line -> First.parse(line).stream())
                .filter(first -> first.time().plus(NEAR).isAfter(seen.received()))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    /** Which unit or account of the host, which file of jobs, program and folder, that came or that went. */
    private static List<String> subjects(Item item, Finding finding) {
        String went = finding.evidence().getOrDefault("change", "").equals("removed") ? WENT : "";
        String unit = RelatedItems.unitOf(item);
        boolean isOfAccounts = item.location().startsWith("linux.account.");
        Stream<String> account = (isOfAccounts ? Stream.of(item.name()) : item.account().map(Account::name).stream())
                .filter(name -> !name.isBlank())
                .map(name -> went + "account " + LetterCase.fold(name));
        Stream<String> thing = unit.isEmpty() ? account : Stream.of(went + UNIT + unit);
        String source = item.source();
        int folder = Math.max(source.lastIndexOf('/'), source.lastIndexOf('\\'));
        Stream<String> place = folder <= 0 || isOfAccounts || item.location().startsWith(Directories.LOCATIONS)
                ? Stream.empty()
                : Stream.of(PLACE + finding.rule() + " " + item.location() + " " + source.substring(0, folder));
        // What is written anew within two minutes is a thing to look at, not a part.
        boolean isChange = finding.evidence().getOrDefault("change", "").equals("changed");
        boolean isJob = item.location().startsWith("linux.cron.") && !isChange;
        Stream<String> jobs =
                isJob && source.startsWith("/etc/cron.") ? Stream.of(went + JOBS + source) : Stream.empty();
        Stream<String> program = (isJob || (!unit.isEmpty() && !isChange))
                        && item.traits().contains(Trait.TARGET_UNOWNED)
                        && !item.target().isEmpty()
                ? Stream.of(went + RUNS + item.target())
                : Stream.empty();
        return Stream.of(thing, jobs, program, place)
                .flatMap(each -> each)
                .filter(each -> each.indexOf('\n') < 0)
                .toList();
    }
}
