package bzh.vigie.collector;

import bzh.vigie.collector.conclusion.HostEvidence;
import bzh.vigie.collector.conclusion.HostEvidence.UsualUser;
import bzh.vigie.collector.coverage.Boot;
import bzh.vigie.collector.coverage.Hole;
import bzh.vigie.collector.coverage.HostCoverage;
import bzh.vigie.collector.coverage.Passes.Pass;
import bzh.vigie.collector.coverage.SourceCoverage;
import bzh.vigie.collector.coverage.Spans;
import bzh.vigie.collector.coverage.Window;
import bzh.vigie.collector.detect.AlertTexts;
import bzh.vigie.collector.store.CoverageLog.Gap;
import bzh.vigie.collector.store.CoverageLog.Told;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.UserDays.UserDay;
import bzh.vigie.event.ItemFields;
import bzh.vigie.event.ReasonCode;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Writes what was watched on hosts, for people or, where asked for, for programs: a share never without its holes, and rounded down. */
final class CoveragePrinter {
    private static final int HOLES_SHOWN = 20;

    private final Words words;
    private final boolean json;
    private final PrintWriter out;

    /**
     * For one command.
     *
     * @param words of the program
     */
    CoveragePrinter(Words words, boolean json, PrintWriter out) {
        this.words = words;
        this.json = json;
        this.out = out;
    }

    /** A host as it is shown. */
    private record Shown(HostCoverage coverage, HostEvidence evidence) {}

    /** One host in a window. */
    void print(Store store, Host host, Window window) {
        Shown shown = store.read(session -> {
            List<Told> told = session.coverage().told(host.id(), window.from(), window.to());
            List<Gap> gaps = session.coverage().gaps(host.id(), window.from(), window.to());
            HostCoverage coverage =
                    HostCoverage.of(host, window, told, gaps, HostCoverage.losses(host, window, session.coverage()));
            List<UserDay> users =
                    session.userDays().of(host.id(), window.from().minus(HostEvidence.HISTORY), window.to());
            return new Shown(coverage, HostEvidence.of(coverage, told, gaps, users, Spans.NONE));
        });
        print(shown.coverage());
        print(shown.coverage(), shown.evidence());
    }

    /** Full starts, full passes and usual users. */
    private void print(HostCoverage coverage, HostEvidence evidence) {
        List<Boot> starts = evidence.fullStarts(coverage.host(), coverage.window());
        List<Pass> passes = evidence.passes().passes().stream()
                .filter(pass -> pass.when().to().isAfter(coverage.window().from()))
                .toList();
        List<UsualUser> users = evidence.usualUsers(coverage.window());
        if (json) {
            out.println(about("coverage-watch", coverage, coverage.agent())
                    .put(
                            "full_starts",
                            starts.stream().map(boot -> boot.began().toString()).toList())
                    .put(
                            "passes",
                            passes.stream()
                                    .map(pass -> pass.when().to().toString())
                                    .toList())
                    .put("rest_seconds", evidence.rest().length().toSeconds()));
            users.forEach(user -> out.println(about("usual-user", coverage, coverage.agent())
                    .put("user", user.named())
                    .put("last_logon", user.came().map(Instant::toString).orElse(""))));
            return;
        }
        out.println("  "
                + words.say(
                        "coverage-starts",
                        Integer.toString(starts.size()),
                        starts.isEmpty() ? "–" : starts.getLast().began().toString()));
        out.println("  "
                + words.say(
                        "coverage-passes",
                        Integer.toString(passes.size()),
                        passes.isEmpty() ? "–" : passes.getLast().when().to().toString()));
        if (users.isEmpty()) {
            out.println("  " + words.say("coverage-no-users"));
        }
        users.forEach(user -> out.println("  "
                + words.say(
                        user.came().isPresent() ? "coverage-user" : "coverage-user-away",
                        Words.clean(user.named()),
                        user.came().map(Instant::toString).orElse(""))));
    }

    private void print(HostCoverage coverage) {
        Host host = coverage.host();
        Window window = coverage.window();
        if (json) {
            out.println(row(coverage, coverage.agent()));
            coverage.sources().forEach(source -> out.println(row(coverage, source)));
            holes(coverage, coverage.agent());
            coverage.sources().forEach(source -> holes(coverage, source));
            return;
        }
        out.println(host.commune() + "  " + Words.clean(host.hostname()) + "  " + host.id() + "  " + window.from()
                + " – " + window.to());
        SourceCoverage agent = coverage.agent();
        line(coverage, words.say("coverage-agent"), agent, agent.holes());
        coverage.sources()
                .forEach(source -> line(coverage, Words.clean(source.source()), source, coverage.own(source)));
        if (coverage.lost() > 0) {
            out.println("  " + words.say("coverage-lost", Long.toString(coverage.lost())));
        }
    }

    private void line(HostCoverage coverage, String name, SourceCoverage source, List<Hole> holes) {
        Duration watched = source.watched().length();
        Duration whole = coverage.window().length();
        out.println("  "
                + words.say(
                        "coverage-line", name, source.share(coverage.window()), duration(watched), duration(whole)));
        if (!source.limited().windows().isEmpty()) {
            out.println("      "
                    + words.say("coverage-limited", duration(source.limited().length())));
        }
        holes.stream().limit(HOLES_SHOWN).forEach(hole -> out.println("      " + said(hole)));
        if (holes.size() > HOLES_SHOWN) {
            out.println("      " + words.say("coverage-more", Integer.toString(holes.size() - HOLES_SHOWN)));
        }
    }

    private String said(Hole hole) {
        String reason = hole.reason() == ReasonCode.NONE
                ? ""
                : " (" + AlertTexts.code("reason", ItemFields.word(hole.reason()), words.locale()) + ")";
        return hole.window().from() + " – " + hole.window().to() + "  "
                + duration(hole.window().length()) + "  "
                + hole.cause().sentence(words.locale()) + reason;
    }

    /** Hours, minutes and seconds. */
    private static String duration(Duration length) {
        return length.toHours() == 0 && length.toMinutes() == 0
                ? length.toSeconds() + " s"
                : length.toHours() == 0
                        ? length.toMinutes() + " min"
                        : length.toHours() + " h " + length.toMinutesPart() + " min";
    }

    private static JsonRow row(HostCoverage coverage, SourceCoverage source) {
        return about("coverage", coverage, source)
                .put("from", coverage.window().from().toString())
                .put("to", coverage.window().to().toString())
                .put("seconds", coverage.window().length().toSeconds())
                .put("watched_seconds", source.watched().length().toSeconds())
                .put("limited_seconds", source.limited().length().toSeconds())
                .put("holes", source.holes().size())
                .put("lost_events", coverage.lost());
    }

    private void holes(HostCoverage coverage, SourceCoverage source) {
        source.holes()
                .forEach(hole -> out.println(about("coverage-hole", coverage, source)
                        .put("from", hole.window().from().toString())
                        .put("to", hole.window().to().toString())
                        .put("cause", ItemFields.word(hole.cause()))
                        .put("reason", ItemFields.word(hole.reason()))));
    }

    private static JsonRow about(String kind, HostCoverage coverage, SourceCoverage source) {
        return new JsonRow(kind)
                .put("host", coverage.host().id().text())
                .put("hostname", coverage.host().hostname())
                .put("commune", coverage.host().commune().insee())
                .put("source", source.source());
    }
}
