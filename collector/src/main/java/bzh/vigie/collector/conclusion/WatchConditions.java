package bzh.vigie.collector.conclusion;

import bzh.vigie.collector.conclusion.Criterion.Kind;
import bzh.vigie.collector.conclusion.Criterion.State;
import bzh.vigie.collector.conclusion.HostEvidence.UsualUser;
import bzh.vigie.collector.coverage.Window;
import bzh.vigie.collector.store.Attestations;
import bzh.vigie.collector.store.Attestations.Statement;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.CoverageLog.Told;
import bzh.vigie.collector.store.ExpectedHosts.Role;
import bzh.vigie.collector.store.UserDays;
import bzh.vigie.collector.store.UserDays.UserDay;
import bzh.vigie.event.Account;
import bzh.vigie.event.ItemFields;
import bzh.vigie.event.WatchState;
import bzh.vigie.text.LetterCase;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The conditions under which the watch after an eviction counts: full starts, usual users, full passes, profiles, and that no other witness
 * contradicts. Each names what is missing, host by host. Pure.
 */
final class WatchConditions {
    private final List<WatchedHost> hosts;
    private final CoverageTable table;
    private final List<Attestations.Line> attestations;

    /**
     * Of these hosts.
     *
     * @param attestations those that count
     */
    WatchConditions(List<WatchedHost> hosts, CoverageTable table, List<Attestations.Line> attestations) {
        this.hosts = hosts;
        this.table = table;
        this.attestations = attestations;
    }

    /** What is missing on one host, and what cannot be known of it. */
    private record Missing(List<String> missing, List<String> unknown) {
        static Missing of(List<String> missing) {
            return new Missing(missing, List.of());
        }

        static Missing unknown(String what) {
            return new Missing(List.of(), List.of(what));
        }
    }

    private Criterion each(Kind kind, Function<WatchedHost, Missing> ask) {
        List<String> missing = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        for (WatchedHost host : hosts) {
            Missing found = ask.apply(host);
            missing.addAll(found.missing());
            unknown.addAll(found.unknown());
        }
        State state =
                !missing.isEmpty() ? State.NOT_MET : !unknown.isEmpty() || hosts.isEmpty() ? State.UNKNOWN : State.MET;
        missing.addAll(unknown);
        return new Criterion(kind, state, missing);
    }

    /** Each host was seen in a full start that lies in the window, and read in that boot. */
    Criterion fullStarts() {
        return each(
                Kind.FULL_STARTS,
                host -> Missing.of(
                        host.seen()
                                        .fullStarts(host.coverage().host(), host.window())
                                        .isEmpty()
                                ? List.of(host.name())
                                : List.of()));
    }

    /**
     * Each usual user came back: who logged on to the host on two days or more of the 90 before the window. On a workstation of which none is
     * known, at least somebody. Who has left, as a person states, is named with the proof and not asked for.
     */
    Criterion usersLoggedOn() {
        List<String> left = new ArrayList<>();
        Criterion asked = each(Kind.USERS_LOGGED_ON, host -> usersLoggedOn(host, left));
        left.addAll(0, asked.about());
        return new Criterion(asked.kind(), asked.state(), left);
    }

    private Missing usersLoggedOn(WatchedHost host, List<String> left) {
        HostEvidence seen = host.seen();
        if (seen.before().stream().anyMatch(day -> day.account().equals(UserDays.TOO_MANY))) {
            return Missing.unknown(Criterion.named(host.name(), UserDays.TOO_MANY));
        }
        List<String> missing = new ArrayList<>();
        boolean anyUsual = false;
        for (UsualUser user : seen.usualUsers(host.window())) {
            String named = Criterion.named(host.name(), user.named());
            Optional<Attestations.Line> gone = user.came().isPresent() ? Optional.empty() : left(host, user);
            anyUsual |= gone.isEmpty();
            if (gone.isPresent()) {
                left.add(Criterion.named(
                        host.name(),
                        user.named(),
                        ItemFields.word(Statement.USER_LEFT),
                        gone.get().proof()));
            } else if (user.came().isEmpty()) {
                missing.add(named);
            }
        }
        return !anyUsual && seen.during().isEmpty() && host.role() == Role.WORKSTATION
                ? Missing.of(List.of(host.name()))
                : Missing.of(missing);
    }

    /**
     * That a person states of that user that he has left; not where he logged on to a host since, by whatever account has a name of his. A name
     * says who it is only where one account of the commune has it.
     */
    private Optional<Attestations.Line> left(WatchedHost host, UsualUser user) {
        Set<String> names = user.names().stream().map(LetterCase::fold).collect(Collectors.toSet());
        Commune commune = host.coverage().host().commune();
        return Attested.named(attestations, Statement.USER_LEFT, commune, name -> names.contains(LetterCase.fold(name)))
                .filter(line -> {
                    String name = LetterCase.fold(line.named().orElseThrow().name());
                    return name.equals(LetterCase.fold(user.account()))
                            || days(commune)
                                            .filter(day ->
                                                    LetterCase.fold(day.name()).equals(name))
                                            .map(UserDay::account)
                                            .distinct()
                                            .limit(2)
                                            .count()
                                    < 2;
                })
                .filter(line -> days(commune)
                        .noneMatch(day -> day.last().isAfter(line.written())
                                && (names.contains(LetterCase.fold(day.account()))
                                        || names.contains(LetterCase.fold(day.name())))));
    }

    private Stream<UserDay> days(Commune commune) {
        return hosts.stream()
                .filter(each -> each.coverage().host().commune().equals(commune))
                .flatMap(each -> Stream.concat(each.seen().before().stream(), each.seen().during().stream()));
    }

    /** Between two full passes no host ran for longer than the table allows. */
    Criterion passes() {
        return each(
                Kind.PASSES_REGULAR,
                host -> Missing.of(
                        host.seen().passes().tooFar(host.window(), host.seen().rest(), table.passes()).stream()
                                .map(window -> Criterion.named(host.name(), times(window)))
                                .toList()));
    }

    /**
     * The profile of everybody who logged on in the window was read by a full pass that began after that. A logon in the last hours of the
     * window, in which a pass need not have come, is not asked for.
     */
    Criterion profiles() {
        return each(Kind.PROFILES_READ, host -> {
            HostEvidence seen = host.seen();
            Instant due = host.window().to().minus(table.passes());
            Map<String, Map<String, Told>> places = latest(host);
            List<String> missing = new ArrayList<>();
            List<String> unknown = new ArrayList<>();
            for (var each : HostEvidence.byAccount(seen.during()).entrySet()) {
                if (each.getKey().equals(UserDays.TOO_MANY)) {
                    unknown.add(Criterion.named(host.name(), UserDays.TOO_MANY));
                    continue;
                }
                Optional<Instant> last = each.getValue().stream()
                        .flatMap(day -> Stream.of(day.first(), day.last()))
                        .filter(time -> time.isBefore(due)
                                && !time.isBefore(host.window().from()))
                        .max(Instant::compareTo);
                if (last.isPresent()
                        && !(seen.passes().between(last.get(), host.window().to())
                                && isRead(places.getOrDefault(each.getKey(), Map.of()), last.get()))) {
                    missing.add(Criterion.named(host.name(), HostEvidence.named(each.getKey(), each.getValue())));
                }
            }
            return new Missing(missing, unknown);
        });
    }

    /** The last stretch of each place of an account. */
    private static Map<String, Map<String, Told>> latest(WatchedHost host) {
        Map<String, Map<String, Told>> latest = new HashMap<>();
        for (Told told : host.seen().profiles()) {
            Account account = told.stretch().account().orElseThrow();
            latest.computeIfAbsent(account.id(), ignored -> new HashMap<>())
                    .merge(
                            told.stretch().subject(),
                            told,
                            (a, b) -> b.stretch().toWallMicros() >= a.stretch().toWallMicros() ? b : a);
        }
        return latest;
    }

    /** Whether something of it could be read after that, and nothing of it could not. */
    private static boolean isRead(Map<String, Told> places, Instant since) {
        boolean after = places.values().stream()
                .anyMatch(told ->
                        isReadable(told.stretch().state()) && !told.received().isBefore(since));
        return after
                && places.values().stream().noneMatch(told -> told.stretch().state() == WatchState.DOWN);
    }

    private static boolean isReadable(WatchState state) {
        return state == WatchState.LIVE || state == WatchState.PARTIAL;
    }

    /** No other witness saw a host active while its agent was silent. */
    Criterion notContradicted() {
        return each(
                Kind.NOT_CONTRADICTED,
                host -> Missing.of(host.seen().contradicted().windows().stream()
                        .map(window -> Criterion.named(host.name(), times(window)))
                        .toList()));
    }

    /** No location of a host lay under a mount at any time of the watch, however short: its agent read what was put in front. */
    Criterion notBlinded() {
        return each(
                Kind.NOT_BLINDED,
                host -> Missing.of(host.seen().covered().stream()
                        .sorted()
                        .map(location -> Criterion.named(host.name(), location))
                        .toList()));
    }

    /** Every host was watched on end for twice the longest time between two signs of life that is known; none known is unknown. */
    Criterion twiceTheBeacon() {
        Optional<Duration> beacon = table.beacon();
        return beacon.isEmpty()
                ? new Criterion(Kind.TWICE_THE_BEACON, State.UNKNOWN, List.of())
                : each(
                        Kind.TWICE_THE_BEACON,
                        host -> Missing.of(
                                host.horizon().compareTo(beacon.get().multipliedBy(2)) >= 0
                                        ? List.of()
                                        : List.of(host.name())));
    }

    /** A person says that the table, as it stands, is the measure. */
    Criterion tableSigned() {
        return new Criterion(Kind.TABLE_SIGNED, table.signed().isPresent() ? State.MET : State.UNKNOWN, List.of());
    }

    private static String times(Window window) {
        return window.from().truncatedTo(ChronoUnit.SECONDS) + " – "
                + window.to().truncatedTo(ChronoUnit.SECONDS);
    }
}
