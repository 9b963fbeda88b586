package bzh.vigie.collector.conclusion;

import bzh.vigie.collector.coverage.Boot;
import bzh.vigie.collector.coverage.Hole;
import bzh.vigie.collector.coverage.HostCoverage;
import bzh.vigie.collector.coverage.Passes;
import bzh.vigie.collector.coverage.Spans;
import bzh.vigie.collector.coverage.Window;
import bzh.vigie.collector.store.CoverageLog;
import bzh.vigie.collector.store.CoverageLog.Gap;
import bzh.vigie.collector.store.CoverageLog.Told;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.UserDays;
import bzh.vigie.collector.store.UserDays.UserDay;
import bzh.vigie.event.ReasonCode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is stored of a host's starts, passes, users and rest, as the conditions of a watch rest on it.
 *
 * @param boots what was told in each boot, the earliest first
 * @param rest when it was shut down or asleep: nothing was heard then, its agent had said so before, and no other witness saw it active
 * @param contradicted when another witness saw it active though its agent was silent
 * @param before who logged on before its window of the watch, in the last {@link #HISTORY} of it
 * @param during who logged on in its window
 * @param profiles stretches of places that belong to an account
 * @param covered ids of locations over which something was mounted at some time of the window
 */
public record HostEvidence(
        List<Boot> boots,
        Passes passes,
        Spans rest,
        Spans contradicted,
        List<UserDay> before,
        List<UserDay> during,
        List<Told> profiles,
        Set<String> covered) {
    /** So far back it is looked who the usual users of a host are. */
    public static final Duration HISTORY = Duration.ofDays(90);

    /** An account that logged on to a host on so many days is one of its usual users. */
    private static final int USUAL_DAYS = 2;

    public HostEvidence {
        boots = List.copyOf(boots);
        before = List.copyOf(before);
        during = List.copyOf(during);
        profiles = List.copyOf(profiles);
        covered = Set.copyOf(covered);
    }

    /**
     * Out of what is stored.
     *
     * @param told what the agent told of the window
     * @param gaps in which nothing was heard
     * @param users days of the window and of {@link #HISTORY} before it
     * @param contradicted when another witness saw the host
     */
    public static HostEvidence of(
            HostCoverage coverage, List<Told> told, List<Gap> gaps, List<UserDay> users, Spans contradicted) {
        List<Boot> boots = Boot.of(told);
        Instant begin = coverage.window().from();
        Instant end = coverage.window().to();
        List<Window> rest = Stream.concat(
                        coverage.agent().holes().stream()
                                .filter(hole -> hole.cause().isRest())
                                .map(Hole::window),
                        gaps.stream()
                                .filter(gap -> gap.reason().equals(CoverageLog.SUSPENDED)
                                        && gap.from().isBefore(gap.to()))
                                .map(gap -> new Window(gap.from(), gap.to())))
                .toList();
        return new HostEvidence(
                boots,
                Passes.of(told, boots),
                Spans.of(rest).without(contradicted),
                contradicted,
                users.stream().filter(day -> day.first().isBefore(begin)).toList(),
                users.stream()
                        .filter(day ->
                                !day.last().isBefore(begin) && day.first().isBefore(end))
                        .toList(),
                told.stream()
                        .filter(each -> each.stretch().account().isPresent())
                        .toList(),
                told.stream()
                        .filter(HostEvidence::isCovered)
                        .map(each -> each.stretch().subject())
                        .collect(Collectors.toUnmodifiableSet()));
    }

    private static boolean isCovered(Told told) {
        return told.stretch().reason() == ReasonCode.COVERED
                && !told.stretch().subject().equals(told.stretch().source());
    }

    /** Starts that lie in the window and were watched from their beginning on, in which a full pass ended. */
    public List<Boot> fullStarts(Host host, Window window) {
        return boots.stream()
                .filter(boot -> boot.isFullStart(host, window))
                .filter(boot ->
                        passes.passes().stream().anyMatch(pass -> pass.boot().equals(boot.id())))
                .toList();
    }

    /**
     * An account that logged on to the host on {@value #USUAL_DAYS} days or more before its window.
     *
     * @param account its id
     * @param names its id and every name that was told of it
     * @param named how it is shown
     * @param came its last logon in the window; empty where there was none
     */
    public record UsualUser(String account, Set<String> names, String named, Optional<Instant> came) {}

    /** By account; of accounts that there was no room for nothing. */
    public List<UsualUser> usualUsers(Window window) {
        Map<String, List<UserDay>> in = byAccount(during);
        List<UsualUser> users = new ArrayList<>();
        byAccount(before).forEach((account, days) -> {
            if (days.size() >= USUAL_DAYS && !account.equals(UserDays.TOO_MANY)) {
                users.add(new UsualUser(
                        account,
                        days.stream()
                                .flatMap(day -> Stream.of(day.account(), day.name()))
                                .filter(name -> !name.isEmpty())
                                .collect(Collectors.toSet()),
                        named(account, days),
                        in.getOrDefault(account, List.of()).stream()
                                .flatMap(day -> Stream.of(day.first(), day.last()))
                                .filter(time -> !time.isBefore(window.from()) && time.isBefore(window.to()))
                                .max(Instant::compareTo)));
            }
        });
        return users;
    }

    static Map<String, List<UserDay>> byAccount(List<UserDay> days) {
        Map<String, List<UserDay>> byAccount = new TreeMap<>();
        days.forEach(day -> byAccount
                .computeIfAbsent(day.account(), ignored -> new ArrayList<>())
                .add(day));
        return byAccount;
    }

    /** Its last name and its id. */
    static String named(String account, List<UserDay> days) {
        return days.stream()
                .map(UserDay::name)
                .filter(name -> !name.isEmpty() && !name.equals(account))
                .reduce((earlier, later) -> later)
                .map(name -> name + " (" + account + ")")
                .orElse(account);
    }
}
