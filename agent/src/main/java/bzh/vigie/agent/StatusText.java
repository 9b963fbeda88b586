package bzh.vigie.agent;

import bzh.vigie.agent.source.CoverageLedger.Watched;
import bzh.vigie.agent.spool.LostEvents;
import bzh.vigie.agent.uplink.Notice;
import bzh.vigie.event.LocationStatus;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.text.Printable;
import bzh.vigie.text.SourceText;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Puts a status into words for people. Everything that came from the machine is made fit for a terminal. */
final class StatusText {
    private static final double MIB = 1 << 20;
    private static final long NOTICEABLE_SKEW_MICROS = 60_000_000;

    private final Words words;
    private final DateTimeFormatter time;

    StatusText(Words words, ZoneId zone) {
        this.words = words;
        this.time =
                DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(zone);
    }

    /**
     * The lines to print.
     *
     * @param running whether the agent that wrote it still runs
     */
    List<String> lines(Status status, boolean running) {
        List<String> lines = new ArrayList<>();
        Status.Agent agent = status.agent();
        lines.add(words.say(
                "status.agent",
                Printable.clean(agent.id()),
                Printable.clean(agent.commune()),
                Printable.clean(agent.version())));
        lines.add(
                running
                        ? words.say("status.running", at(agent.started()), agent.pid(), at(agent.written()))
                        : words.say("status.stopped", at(agent.written())));
        if (running) {
            connection(lines, status.link());
        }
        if (!agent.page().isEmpty()) {
            lines.add(words.say("status.page", Printable.clean(agent.page())));
        }
        Status.Use use = status.use();
        lines.add(words.say(
                "status.spool",
                use.spoolBatches(),
                use.spoolBytes() / 1024,
                status.link().sent(),
                status.link().acknowledged(),
                status.link().bytesSent() / 1024));
        lines.add(words.say("status.use", number(use.rssBytes() / MIB), number(use.cpuShare() * 100), use.threads()));
        if (use.overBudget()) {
            lines.add(words.say("status.over"));
        }
        lines.add(words.say("status.certificate", at(agent.certificateEnds())));
        lines.add(words.say("status.inventory-" + use.inventory().name().toLowerCase(Locale.ROOT)));
        part(
                lines,
                "status.sources",
                status.sources().stream().map(this::source).toList());
        status.lost().stream()
                .collect(Collectors.groupingBy(LostEvents::reason, TreeMap::new, Collectors.toList()))
                .forEach((reason, each) -> lines.add(lost(reason, each)));
        part(
                lines,
                "status.locations",
                status.locations().stream()
                        .collect(Collectors.groupingBy(Verdict::of, TreeMap::new, Collectors.toList()))
                        .entrySet()
                        .stream()
                        .map(each -> location(each.getKey(), each.getValue()))
                        .toList());
        part(
                lines,
                "status.notices",
                status.notices().stream().map(this::notice).toList());
        return lines;
    }

    private String lost(ReasonCode reason, List<LostEvents> each) {
        return words.say(
                "status.lost",
                each.stream().mapToLong(LostEvents::events).sum(),
                each.stream()
                        .map(one -> Printable.clean(one.source()) + " " + one.events())
                        .collect(Collectors.joining(", ")),
                words.say("Lost." + reason.name()));
    }

    private void part(List<String> lines, String title, List<String> part) {
        if (!part.isEmpty()) {
            lines.add(words.say(title));
            lines.addAll(part);
        }
    }

    private String notice(Notice each) {
        return words.say("status.notice", words.say("Notice." + each.kind().name(), words.detail(each.detail())));
    }

    private void connection(List<String> lines, Status.Link link) {
        String collector = Printable.clean(link.collector());
        String said = switch (link.word()) {
            case "connected" ->
                words.say("connection.connected", collector, at(link.since()))
                        + (link.detail().isEmpty()
                                ? ""
                                : words.say("connection.through", Printable.clean(link.detail())));
            case "connecting" -> words.say("connection.connecting", collector);
            case "stopped" -> words.say("connection.stopped");
            case "failed" ->
                words.say(
                        "connection.failed",
                        at(link.since()),
                        words.say("Kind." + constant(link.reason()), words.detail(link.detail())));
            default ->
                words.say("connection.dismissed", collector, at(link.since())) + ". "
                        + words.say("GoodbyeReason." + goodbye(link.word()));
        };
        lines.add(words.say("status.connection", said));
        if (link.retrySeconds() > 0) {
            lines.add(words.say("status.retry", link.retrySeconds()));
        }
        link.lastAcknowledged()
                .ifPresentOrElse(
                        last -> lines.add(words.say("status.acknowledged", at(last))),
                        () -> lines.add(words.say("status.never-acknowledged")));
        if (link.skewMicros().isPresent() && Math.abs(link.skewMicros().getAsLong()) > NOTICEABLE_SKEW_MICROS) {
            lines.add(skew(Duration.of(-link.skewMicros().getAsLong(), ChronoUnit.MICROS)));
        }
    }

    private String skew(Duration ahead) {
        Duration off = ahead.abs();
        return words.say(
                ahead.isNegative() ? "status.clock-behind" : "status.clock-ahead",
                off.toDays(),
                off.toHoursPart(),
                off.toMinutesPart(),
                off.toSecondsPart());
    }

    private static String goodbye(String word) {
        String name = constant(word);
        return name.equals("UNRECOGNIZED") ? name : "GOODBYE_REASON_" + name;
    }

    private static String constant(String word) {
        return word.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    private String source(Watched each) {
        return words.say(
                "status.source",
                Printable.clean(each.source()),
                words.of(each.state()),
                because(each.reason(), said(each.detail())),
                each.events(),
                each.lost());
    }

    /** What accounts of one location share: places that went the same way are one line. */
    private record Verdict(String location, LocationStatus.State state, ReasonCode reason, String detail)
            implements Comparable<Verdict> {
        private static final Comparator<Verdict> ORDER = Comparator.comparing(Verdict::location)
                .thenComparing(Verdict::state)
                .thenComparing(Verdict::reason)
                .thenComparing(Verdict::detail);

        static Verdict of(LocationStatus status) {
            return new Verdict(status.location(), status.state(), status.reason(), status.detail());
        }

        @Override
        public int compareTo(Verdict other) {
            return ORDER.compare(this, other);
        }
    }

    private String location(Verdict verdict, List<LocationStatus> places) {
        List<String> accounts = places.stream()
                .flatMap(place -> place.account().stream())
                .map(account -> Printable.line(account.name().isEmpty() ? account.id() : account.name(), 64))
                .toList();
        String whose = accounts.isEmpty()
                ? ""
                : accounts.size() <= 3
                        ? " " + String.join(", ", accounts)
                        : " "
                                + words.say(
                                        "status.accounts",
                                        String.join(", ", accounts.subList(0, 2)),
                                        accounts.size() - 2);
        int shipped = places.stream()
                .flatMap(place -> place.asShipped().stream())
                .mapToInt(LocationStatus.AsShipped::items)
                .sum();
        String line = words.say(
                "status.location",
                Printable.clean(verdict.location()),
                whose,
                words.of(verdict.state()),
                because(verdict.reason(), said(verdict.detail())),
                places.stream().mapToInt(LocationStatus::items).sum());
        return shipped == 0 ? line : line + words.say("status.as-shipped", shipped);
    }

    private String said(String detail) {
        return detail.isEmpty() ? "" : SourceText.say(detail, words.locale());
    }

    private String because(ReasonCode reason, String detail) {
        if (reason == ReasonCode.NONE && detail.isEmpty()) {
            return "";
        }
        String why = reason == ReasonCode.NONE ? detail : words.of(reason);
        return words.say(
                "status.because",
                reason == ReasonCode.NONE || detail.isEmpty() ? why : words.say("status.why", why, detail));
    }

    private String number(double value) {
        return String.format(words.locale(), "%.1f", value);
    }

    private String at(Instant instant) {
        return time.format(instant);
    }
}
