package bzh.vigie.collector.console.host;

import bzh.vigie.collector.console.route.Access;
import bzh.vigie.collector.console.route.Answer;
import bzh.vigie.collector.console.route.AskedWindow;
import bzh.vigie.collector.console.route.Call;
import bzh.vigie.collector.console.route.Cursor;
import bzh.vigie.collector.console.route.DomainPolicies;
import bzh.vigie.collector.console.route.Method;
import bzh.vigie.collector.console.route.Parts;
import bzh.vigie.collector.console.route.Route;
import bzh.vigie.collector.console.route.Section;
import bzh.vigie.collector.host.HandedOut;
import bzh.vigie.collector.host.InventoryDifference;
import bzh.vigie.collector.host.InventoryDifference.Changed;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Inventories.Known;
import bzh.vigie.event.ItemFields;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What made code run by itself on a host at any time, and what was different at another. */
public final class InventoryPage implements Section {
    private static final int ROWS = 200;
    private static final DateTimeFormatter TYPED = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm", Locale.ROOT);

    private final ZoneId zone;
    private final DomainPolicies policies;

    public InventoryPage(Parts parts, DomainPolicies policies) {
        this.policies = policies;
        zone = parts.zone();
    }

    /** How a line stands against the other time. */
    public enum Mark {
        ADDED,
        REMOVED,
        BEFORE,
        AFTER,
        THERE
    }

    /** An item as one line. */
    public record Line(Mark mark, Known known) {}

    /**
     * What the page shows.
     *
     * @param at as it stands in the field of the form
     * @param since the other time; empty where no difference is asked for
     * @param bad whether a time cannot be read
     */
    public record Model(
            Host host,
            List<Line> lines,
            Optional<String> next,
            int all,
            String at,
            String since,
            String location,
            String text,
            List<String> locations,
            DomainPolicies.Told policies,
            boolean bad) {
        public Model {
            lines = List.copyOf(lines);
            locations = List.copyOf(locations);
        }

        /** What group policies hand out now that is called like an item of the host, or has its content. */
        public List<HandedOut.Setting> handedOut(Line line) {
            return policies.like(HandedOut.Thing.of(line.known().item()));
        }

        /** Whether a difference is shown. */
        public boolean differs() {
            return !since.isEmpty();
        }
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get("/hosts/{host}/inventory", Access.READ, this::show),
                Route.api("getHostInventory", Method.GET, "/hosts/{host}/inventory", Access.READ, this::json)
                        .query("at", "since", "location", "q", "after"));
    }

    /** A time as a browser writes it, in the zone of the pages, a day, or an instant. */
    private Optional<Instant> time(Call call, String name) {
        String text = call.query(name).orElse("");
        try {
            if (text.endsWith("Z")) {
                return Optional.of(Instant.parse(text));
            }
            return text.contains("T")
                    ? Optional.of(LocalDateTime.parse(text).atZone(zone).toInstant())
                    : AskedWindow.day(call, name)
                            .map(day -> day.plusDays(1).atStartOfDay(zone).toInstant());
        } catch (DateTimeException notATime) {
            return Optional.empty();
        }
    }

    private record Found(Host host, Instant at, Optional<Instant> since, List<Known> there, List<Line> lines) {}

    private Found found(Call call) {
        Host host = HostPage.host(call);
        Instant now = call.clock().instant();
        Instant at = time(call, "at").filter(time -> time.isBefore(now)).orElse(now);
        Optional<Instant> since = time(call, "since");
        List<Known> there = call.read(session -> session.inventories().at(host.id(), at));
        Stream<Line> lines = since.map(other -> lines(InventoryDifference.of(
                        call.read(session -> session.inventories().at(host.id(), other)), there)))
                .orElseGet(() -> there.stream().map(known -> new Line(Mark.THERE, known)));
        String location = call.query("location").orElse("");
        String text = call.query("q").orElse("").toLowerCase(Locale.ROOT);
        return new Found(
                host,
                at,
                since,
                there,
                lines.filter(line -> location.isEmpty()
                                || line.known().item().location().equals(location))
                        .filter(line -> text.isEmpty() || holds(line.known(), text))
                        .sorted(Comparator.comparing(
                                        (Line line) -> line.known().item().location())
                                .thenComparing(line -> line.known().item().key())
                                .thenComparing(Line::mark))
                        .toList());
    }

    private static Stream<Line> lines(InventoryDifference difference) {
        return Stream.of(
                        difference.added().stream().map(known -> new Line(Mark.ADDED, known)),
                        difference.removed().stream().map(known -> new Line(Mark.REMOVED, known)),
                        difference.changed().stream()
                                .flatMap((Changed changed) -> Stream.of(
                                        new Line(Mark.BEFORE, changed.before()),
                                        new Line(Mark.AFTER, changed.after()))))
                .flatMap(each -> each);
    }

    private static boolean holds(Known known, String text) {
        var item = known.item();
        return Stream.of(item.name(), item.value(), item.source(), item.target(), item.signer())
                .anyMatch(value -> value.toLowerCase(Locale.ROOT).contains(text));
    }

    /** From after as many lines as the cursor says. */
    private static Cursor<Line> page(Call call, Found found) {
        int from =
                Math.min(call.number("after", 0, 0, 10_000_000), found.lines().size());
        List<Line> rest = found.lines().subList(from, found.lines().size());
        int to = from + ROWS;
        return Cursor.of(rest.subList(0, Math.min(ROWS + 1, rest.size())), ROWS, line -> Integer.toString(to));
    }

    private Answer show(Call call) {
        Found found = found(call);
        Cursor<Line> page = page(call, found);
        boolean bad = Stream.of("at", "since")
                .anyMatch(
                        name -> call.query(name).isPresent() && time(call, name).isEmpty());
        return Answer.page(
                "host/inventory",
                new Model(
                        found.host(),
                        page.rows(),
                        page.next(),
                        found.lines().size(),
                        typed(found.at()),
                        found.since().map(this::typed).orElse(""),
                        call.query("location").orElse(""),
                        call.query("q").orElse(""),
                        found.there().stream()
                                .map(known -> known.item().location())
                                .distinct()
                                .sorted()
                                .toList(),
                        policies.to(call, found.host()),
                        bad));
    }

    private String typed(Instant time) {
        return TYPED.format(time.truncatedTo(ChronoUnit.MINUTES).atZone(zone));
    }

    private Answer json(Call call) {
        Found found = found(call);
        Cursor<Line> page = page(call, found);
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("at", found.at());
        all.put("since", found.since());
        all.put(
                "items",
                page.rows().stream()
                        .map(line -> {
                            Map<String, Object> row = new LinkedHashMap<>(
                                    ItemFields.of(line.known().item()));
                            if (line.mark() != Mark.THERE) {
                                row.put("difference", line.mark());
                            }
                            row.put("first_seen", line.known().firstSeen());
                            row.put("since", line.known().since());
                            row.put("removed", line.known().removed());
                            return row;
                        })
                        .toList());
        all.put("next", page.next());
        return Answer.json(all);
    }
}
