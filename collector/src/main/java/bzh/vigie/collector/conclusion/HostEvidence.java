package bzh.vigie.collector.conclusion;

import bzh.vigie.collector.coverage.Boot;
import bzh.vigie.collector.coverage.Hole;
import bzh.vigie.collector.coverage.HostCoverage;
import bzh.vigie.collector.coverage.Passes;
import bzh.vigie.collector.coverage.Spans;
import bzh.vigie.collector.coverage.Window;
import bzh.vigie.collector.store.CoverageLog.Gap;
import bzh.vigie.collector.store.CoverageLog.Told;
import bzh.vigie.collector.store.UserDays.UserDay;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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
 */
public record HostEvidence(
        List<Boot> boots,
        Passes passes,
        Spans rest,
        Spans contradicted,
        List<UserDay> before,
        List<UserDay> during,
        List<Told> profiles) {
    /** So far back it is looked who the usual users of a host are. */
    public static final Duration HISTORY = Duration.ofDays(90);

    public HostEvidence {
        boots = List.copyOf(boots);
        before = List.copyOf(before);
        during = List.copyOf(during);
        profiles = List.copyOf(profiles);
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
                                .filter(gap -> gap.reason().equals("suspended")
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
                        .toList());
    }
}
