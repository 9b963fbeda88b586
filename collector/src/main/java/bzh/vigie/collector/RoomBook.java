package bzh.vigie.collector;

import bzh.vigie.collector.console.route.Room;
import bzh.vigie.collector.console.route.Room.Part;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.StoreException;
import bzh.vigie.collector.store.sqlite.StoreFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * How much room the collector takes: once a day it is written into the store how much that is, so that it is known how it grows. What
 * the store's file holds of what is measured then too, by a connection of its own, since that reads the whole of it. Thread-safe.
 */
final class RoomBook implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(RoomBook.class.getName());
    private static final String DAYS = "room";
    private static final String ALL = "all";
    private static final String INSIDE = "inside.";
    private static final int DAYS_KEPT = 60;
    private static final int DAYS_COMPARED = 14;
    private static final Duration OLD = Duration.ofSeconds(30);
    private static final Duration FAR = Duration.ofDays(3_650);

    /** Beginnings of names in the store, and what they are of; the first that fits. */
    private static final List<Map.Entry<String, String>> KINDS = List.of(
            Map.entry("ledger", "ledger"),
            Map.entry("inventory", "inventories"),
            Map.entry("item", "inventories"),
            Map.entry("shape", "inventories"),
            Map.entry("location", "inventories"),
            Map.entry("alert", "alerts"),
            Map.entry("coverage", "coverage"),
            Map.entry("gap", "coverage"),
            Map.entry("loss", "coverage"),
            Map.entry("source", "coverage"),
            Map.entry("account", "accounts"),
            Map.entry("user_day", "accounts"),
            Map.entry("audit", "audit"));

    private final CollectorFolder folder;
    private final CollectorConfig config;
    private final Store store;
    private final InstantSource clock;
    private final ScheduledExecutorService timer;
    private Optional<Room> looked = Optional.empty();
    private Instant lookedAt = Instant.MIN;

    RoomBook(CollectorFolder folder, CollectorConfig config, Store store, InstantSource clock) {
        this.folder = folder;
        this.config = config;
        this.store = store;
        this.clock = clock;
        this.timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("room").daemon().factory());
        var _ = timer.scheduleWithFixedDelay(this::note, 1, 60, TimeUnit.MINUTES);
    }

    /** Writes down how much room is taken today, where it was not written yet. What fails is said and tried again in an hour. */
    void note() {
        try {
            LocalDate today = today();
            Map<LocalDate, Map<String, Long>> days = days();
            if (days.containsKey(today)) {
                return;
            }
            Map<String, Long> sizes = new TreeMap<>();
            sizes.put(ALL, parts().stream().mapToLong(Part::bytes).sum());
            StoreFile.sizes(folder.state())
                    .forEach((name, bytes) -> sizes.merge(INSIDE + kind(name), bytes, Long::sum));
            StringBuilder text = new StringBuilder();
            sizes.forEach(
                    (name, bytes) -> text.append(name).append(' ').append(bytes).append('\n'));
            store.change(session -> {
                session.progress().state(DAYS, today.toString(), text.toString().getBytes(StandardCharsets.UTF_8));
                days.keySet().stream()
                        .filter(day -> day.isBefore(today.minusDays(DAYS_KEPT)))
                        .forEach(day -> session.progress().forget(DAYS, day.toString()));
            });
        } catch (IOException | UncheckedIOException | StoreException e) {
            LOG.log(Level.WARNING, "how much room is taken could not be measured; tried again in an hour", e);
        }
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    private static String kind(String name) {
        String plain = name.replaceFirst("^sqlite_autoindex_", "");
        return KINDS.stream()
                .filter(each -> plain.startsWith(each.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("rest");
    }

    /** What was written down, by day. */
    private NavigableMap<LocalDate, Map<String, Long>> days() {
        NavigableMap<LocalDate, Map<String, Long>> days = new TreeMap<>();
        store.read(session -> session.progress().states(DAYS))
                .forEach(
                        (day, text) -> days.put(LocalDate.parse(day), sizes(new String(text, StandardCharsets.UTF_8))));
        return days;
    }

    private static Map<String, Long> sizes(String text) {
        Map<String, Long> sizes = new TreeMap<>();
        text.lines().forEach(line -> {
            int blank = line.indexOf(' ');
            sizes.put(line.substring(0, blank), Long.parseLong(line.substring(blank + 1)));
        });
        return sizes;
    }

    /** How it is now, or was half a minute ago. */
    synchronized Room room() {
        Instant now = clock.instant();
        if (looked.isEmpty() || Duration.between(lookedAt, now).abs().compareTo(OLD) > 0) {
            looked = Optional.of(look(now));
            lookedAt = now;
        }
        return looked.get();
    }

    private Room look(Instant now) {
        List<Part> parts;
        try {
            parts = parts();
        } catch (IOException | UncheckedIOException e) {
            LOG.log(Level.DEBUG, "the folder cannot be looked through", e);
            parts = List.of();
        }
        long all = parts.stream().mapToLong(Part::bytes).sum();
        long free = folder.dir().toFile().getUsableSpace();
        NavigableMap<LocalDate, Map<String, Long>> days = days();
        OptionalLong perDay = perDay(days, all);
        Optional<Instant> full = Optional.empty();
        if (perDay.isPresent() && perDay.getAsLong() > 0) {
            long left = free / perDay.getAsLong();
            full = left > FAR.toDays() ? full : Optional.of(now.plus(left, ChronoUnit.DAYS));
        }
        List<Part> inside = new ArrayList<>();
        if (!days.isEmpty()) {
            days.lastEntry().getValue().forEach((name, bytes) -> {
                if (name.startsWith(INSIDE)) {
                    inside.add(
                            new Part(name.substring(INSIDE.length()), bytes, OptionalLong.empty(), Optional.empty()));
                }
            });
        }
        return new Room(
                parts,
                inside,
                days.isEmpty()
                        ? Optional.empty()
                        : Optional.of(days.lastKey().atStartOfDay().toInstant(ZoneOffset.UTC)),
                free,
                perDay,
                full,
                Map.of(
                        "ingest", config.logKept(),
                        "history", config.historyKept(),
                        "coverage", config.coverageKept(),
                        "neighbours", config.neighboursKept()));
    }

    /** Since the earliest day of the last two weeks that was written down and is over. */
    private OptionalLong perDay(NavigableMap<LocalDate, Map<String, Long>> days, long all) {
        LocalDate today = today();
        Map.Entry<LocalDate, Map<String, Long>> first = days.ceilingEntry(today.minusDays(DAYS_COMPARED));
        if (first == null || !first.getKey().isBefore(today)) {
            return OptionalLong.empty();
        }
        long before = first.getValue().getOrDefault(ALL, all);
        return OptionalLong.of((all - before) / ChronoUnit.DAYS.between(first.getKey(), today));
    }

    private List<Part> parts() throws IOException {
        List<Part> parts = new ArrayList<>();
        parts.add(part("store", folder.state(), OptionalLong.empty(), Optional.empty()));
        Optional<Instant> next = oldest().map(day ->
                day.plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC).plus(config.historyKept()));
        parts.add(part("history", folder.history(), OptionalLong.of(config.historyBytes()), next));
        parts.add(part("ingest", folder.ingest(), OptionalLong.of(config.logBytes()), Optional.empty()));
        parts.add(part("anchors", folder.anchors(), OptionalLong.empty(), Optional.empty()));
        return parts;
    }

    private static Part part(String name, Path dir, OptionalLong most, Optional<Instant> next) throws IOException {
        return new Part(name, bytes(dir), most, next);
    }

    /** Files that go meanwhile count nothing. */
    private static long bytes(Path dir) throws IOException {
        if (!Files.isDirectory(dir)) {
            return 0;
        }
        try (Stream<Path> files = Files.walk(dir)) {
            return files.mapToLong(
                            path -> path.toFile().isFile() ? path.toFile().length() : 0)
                    .sum();
        }
    }

    /** The oldest day of the event history. */
    private Optional<LocalDate> oldest() throws IOException {
        if (!Files.isDirectory(folder.history())) {
            return Optional.empty();
        }
        try (Stream<Path> slices = Files.list(folder.history())) {
            return slices.flatMap(path -> day(path.getFileName().toString()).stream())
                    .min(LocalDate::compareTo);
        }
    }

    private static Optional<LocalDate> day(String text) {
        try {
            return Optional.of(LocalDate.parse(text));
        } catch (DateTimeException notADay) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
