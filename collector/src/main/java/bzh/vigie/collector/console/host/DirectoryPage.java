package bzh.vigie.collector.console.host;

import bzh.vigie.collector.console.route.Access;
import bzh.vigie.collector.console.route.Answer;
import bzh.vigie.collector.console.route.AskedWindow;
import bzh.vigie.collector.console.route.Call;
import bzh.vigie.collector.console.route.ForPrograms;
import bzh.vigie.collector.console.route.Parts;
import bzh.vigie.collector.console.route.Route;
import bzh.vigie.collector.console.route.Section;
import bzh.vigie.collector.console.route.Turns;
import bzh.vigie.collector.detect.AlertTexts;
import bzh.vigie.collector.host.InventoryDifference;
import bzh.vigie.collector.store.Directories;
import bzh.vigie.collector.store.Directories.Reader;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Inventories.Known;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.Item;
import bzh.vigie.event.Item.Trait;
import bzh.vigie.event.ItemFields;
import bzh.vigie.event.LocationStatus;
import bzh.vigie.event.LocationStatus.State;
import bzh.vigie.event.Moment;
import bzh.vigie.text.DirectoryText;
import bzh.vigie.text.LocationText;
import bzh.vigie.text.SourceText;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A domain's directory as one host told it: every place with its state, what changed in it, and first what gives the domain. */
public final class DirectoryPage implements Section {
    private static final int SHOWN = 200;
    private static final Duration USUAL = Duration.ofDays(7);

    private final ZoneId zone;
    private final Turns heavy;

    /**
     * The page.
     *
     * @param heavy turns of what reads much
     */
    public DirectoryPage(Parts parts, Turns heavy) {
        zone = parts.zone();
        this.heavy = heavy;
    }

    /**
     * A place of a directory.
     *
     * @param state of its last reading; empty where none was told
     * @param read when that began, by the host's clock
     * @param why in words; empty where nothing is to be said
     * @param items that are there now
     * @param privileged of them those that give the domain, or machines
     * @param changed since the day that is asked about: what came, went or is otherwise
     */
    public record Place(
            String location,
            Optional<State> state,
            Optional<Instant> read,
            String why,
            int items,
            int privileged,
            int changed) {
        /** Whether what is there may be more than is known. */
        public boolean isUnread() {
            return state.filter(each -> each == State.READ || each == State.NOT_APPLICABLE)
                    .isEmpty();
        }
    }

    /**
     * What the page shows.
     *
     * @param domain that it was chosen to read; empty where it was not, or another one was since
     * @param places those that were not read first, then those with what is privileged
     * @param privileged what gives the domain, or machines, the newest first
     * @param more how many more there are of these
     */
    public record Model(
            Host host, Optional<String> domain, LocalDate since, List<Place> places, List<Known> privileged, int more)
            implements ForPrograms {
        public Model {
            places = List.copyOf(places);
            privileged = List.copyOf(privileged);
        }

        /** An item's field with the names of the directory as they are there. */
        public String named(Item item, String value, Locale locale) {
            return AlertTexts.named(
                            Map.of(
                                    "location",
                                    item.location(),
                                    Directories.DOMAIN_FIELD,
                                    domain.orElse(""),
                                    "value",
                                    value),
                            locale)
                    .getOrDefault("value", value);
        }

        /** What the agent wrote of an item, likewise, in words of the reader's. */
        public String said(Item item, String text, Locale locale) {
            return DirectoryText.say(item.location(), named(item, text, locale), locale);
        }

        @Override
        public Object json() {
            Map<String, Object> told = new LinkedHashMap<>();
            told.put("domain", domain);
            told.put("since", since.toString());
            told.put(
                    "places",
                    places.stream()
                            .map(place -> {
                                Map<String, Object> row = new LinkedHashMap<>();
                                row.put("location", place.location());
                                row.put("state", place.state().map(ItemFields::word));
                                row.put("read", place.read());
                                row.put("why", place.why());
                                row.put("items", place.items());
                                row.put("privileged", place.privileged());
                                row.put("changed", place.changed());
                                return row;
                            })
                            .toList());
            told.put(
                    "items",
                    privileged.stream()
                            .map(known -> {
                                Map<String, Object> row = new LinkedHashMap<>(ItemFields.of(known.item()));
                                row.put("first_seen", known.firstSeen());
                                row.put("since", known.since());
                                return row;
                            })
                            .toList());
            told.put("more", more);
            return told;
        }
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.get("/hosts/{host}/directory", Access.READ, this::show)
                .query("since")
                .program("getHostDirectory"));
    }

    private Answer show(Call call) {
        Host host = HostPage.host(call);
        Instant now = call.clock().instant();
        LocalDate since = AskedWindow.day(call, "since").orElse(LocalDate.ofInstant(now.minus(USUAL), zone));
        return Answer.page(
                "host/directory",
                heavy.take(
                        call.who().name(),
                        () -> call.read(session -> model(session, host, since, now, call.locale()))));
    }

    private Model model(Store.Session session, Host host, LocalDate since, Instant now, Locale locale) {
        Set<String> ids = new TreeSet<>(LocationText.ids(Directories.LOCATIONS));
        Map<String, LocationStatus> statuses = new HashMap<>();
        session.inventories().statuses(host.id()).stream()
                .filter(status -> status.location().startsWith(Directories.LOCATIONS))
                .forEach(status -> statuses.put(status.location(), status));
        ids.addAll(statuses.keySet());
        List<Known> there = session.inventories().at(host.id(), ids, now);
        InventoryDifference difference = InventoryDifference.of(
                session.inventories()
                        .at(host.id(), ids, since.atStartOfDay(zone).toInstant()),
                there);
        Map<String, Long> changed = Stream.of(
                        difference.added().stream(),
                        difference.removed().stream(),
                        difference.changed().stream().map(InventoryDifference.Changed::after))
                .flatMap(each -> each)
                .collect(Collectors.groupingBy(known -> known.item().location(), Collectors.counting()));
        Map<String, List<Known>> items = there.stream()
                .collect(Collectors.groupingBy(known -> known.item().location()));
        List<Place> places = new ArrayList<>();
        for (String id : ids) {
            Optional<LocationStatus> status = Optional.ofNullable(statuses.get(id));
            List<Known> own = items.getOrDefault(id, List.of());
            places.add(new Place(
                    id,
                    status.map(LocationStatus::state),
                    status.map(each -> Moment.instant(each.startedWallMicros())),
                    status.map(each -> why(each, locale)).orElse(""),
                    own.size(),
                    (int) own.stream().filter(DirectoryPage::isPrivileged).count(),
                    changed.getOrDefault(id, 0L).intValue()));
        }
        places.sort(Comparator.comparing((Place place) -> !place.isUnread())
                .thenComparing(Comparator.comparingInt(Place::privileged).reversed())
                .thenComparing(Place::location));
        List<Known> privileged = there.stream()
                .filter(DirectoryPage::isPrivileged)
                .sorted(Comparator.comparing(Known::since).reversed())
                .toList();
        return new Model(
                host,
                session.directories().readBy(host.id()).map(Reader::domain),
                since,
                places,
                privileged.stream().limit(SHOWN).toList(),
                Math.max(0, privileged.size() - SHOWN));
    }

    private static boolean isPrivileged(Known known) {
        return known.item().enabled() && known.item().traits().contains(Trait.SUPERUSER);
    }

    private static String why(LocationStatus status, Locale locale) {
        if (status.state() == State.READ) {
            return "";
        }
        String reason = AlertTexts.code("reason", ItemFields.word(status.reason()), locale);
        return status.detail().isEmpty() ? reason : reason + " – " + SourceText.say(status.detail(), locale);
    }
}
