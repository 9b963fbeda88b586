package bzh.vigie.collector;

import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Audit;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.EventSearch;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.StoreException;
import bzh.vigie.collector.store.lucene.LuceneHistory;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import bzh.vigie.collector.store.sqlite.StoreFile;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** Checks of the store: its schema and structure, its audit chain, the event history beside it, and the clock against both. */
final class StoreChecks {
    /** Before this program was written. */
    private static final Instant TOO_EARLY = Instant.parse("2026-01-01T00:00:00Z");

    private static final Duration BACK = Duration.ofMinutes(2);
    private static final Duration SKEW = Duration.ofMinutes(5);
    private static final int HOSTS = 1_000;

    private final CollectorFolder folder;
    private final String log;
    private final Words words;
    private final Optional<Author> repairs;

    /**
     * Of this folder.
     *
     * @param log name of the ingest log
     * @param repairs who wants counts that are wrong to be made anew, and why
     */
    StoreChecks(CollectorFolder folder, String log, Words words, Optional<Author> repairs) {
        this.repairs = repairs;
        this.folder = folder;
        this.log = log;
        this.words = words;
    }

    List<Check> all(Instant now) {
        List<Check> checks = new ArrayList<>();
        if (now.isBefore(TOO_EARLY)) {
            checks.add(Check.wrong("clock-early", now.toString()));
        }
        if (Files.isDirectory(folder.state()) && !FolderChecks.mayEnter(folder.state())) {
            checks.add(Check.wrong("denied", folder.state().toString(), FolderChecks.owner(folder.state())));
            return checks;
        }
        if (!Files.isRegularFile(folder.state().resolve(SqliteStore.FILE))) {
            checks.add(Check.wrong("store-missing", folder.state().toString()));
            return checks;
        }
        try {
            StoreFile file = StoreFile.look(folder.state());
            checks.add(file.sound() ? Check.good("store-sound") : Check.wrong("store-damaged"));
            String schema = Integer.toString(file.schema());
            String known = Integer.toString(file.known());
            if (file.schema() != file.known()) {
                checks.add(
                        file.schema() > file.known()
                                ? Check.wrong("schema-newer", schema, known)
                                : Check.note("schema-older", schema, known));
                return checks;
            }
            checks.add(Check.good("schema", schema));
            if (file.sound()) {
                inside(now, checks);
            }
        } catch (StoreException e) {
            checks.add(Check.wrong("store-fails", StoreWork.sentence(words, e)));
        }
        return checks;
    }

    private void inside(Instant now, List<Check> checks) {
        try (Store store = SqliteStore.open(folder.state(), InstantSource.fixed(now))) {
            boolean chained = store.read(session -> session.audit().verifies());
            checks.add(chained ? Check.good("audit") : Check.wrong("audit-broken"));
            checks.add(counts(store, LocalDate.ofInstant(now, ZoneOffset.UTC)));
            checks.add(history(store));
            checks.add(clock(store, now));
            checks.addAll(neighbours(store));
            checks.addAll(SinkChecks.all(store));
            checks.addAll(DirectoryChecks.all(store));
            checks.addAll(DetectionChecks.all(store, now));
        }
    }

    /** In one transaction, so that no alert comes between the two ways to count. */
    private Check counts(Store store, LocalDate today) {
        Map<String, Long> wrong = store.read(session -> session.keptCounts().wrong(today));
        if (wrong.isEmpty()) {
            return Check.good("counts");
        }
        String which = wrong.entrySet().stream()
                .map(each -> each.getKey() + ": " + each.getValue())
                .collect(Collectors.joining(", "));
        if (repairs.isEmpty()) {
            return Check.wrong("counts-wrong", which);
        }
        store.change(session -> session.keptCounts().repair(today, repairs.get()));
        return Check.note("counts-repaired", which);
    }

    private static List<Check> neighbours(Store store) {
        List<Check> checks = new ArrayList<>();
        long seen = store.read(session -> HostsSeenCommand.count(session, new Scope.All()));
        checks.add(seen == 0 ? Check.good("seen-none") : Check.note("seen", Long.toString(seen)));
        store.read(session -> session.neighbours().refused(new Scope.All()))
                .forEach(refused -> checks.add(Check.note(
                        "seen-refused",
                        refused.commune().insee(),
                        Long.toString(refused.sightings()),
                        refused.last().toString())));
        return checks;
    }

    private Check history(Store store) {
        OptionalLong judged = store.read(session -> session.progress().position(log));
        try (EventSearch history = LuceneHistory.openToSearch(folder.history())) {
            long searchable = history.position(log);
            long behind = judged.orElse(-1) - searchable;
            // Events become searchable some seconds after they are judged.
            if (searchable < 0) {
                return judged.orElse(0) > 1_000
                        ? Check.note("history-behind", Long.toString(judged.orElse(0)))
                        : Check.good("history-empty");
            }
            return behind > 1_000
                    ? Check.note("history-behind", Long.toString(behind))
                    : Check.good("history", Long.toString(searchable));
        }
    }

    private Check clock(Store store, Instant now) {
        Instant latest = store.read(session -> {
            Instant time = Instant.EPOCH;
            for (Alert alert : session.alerts().list(new Scope.All(), Optional.empty(), 1)) {
                time = later(time, alert.lastTime());
            }
            Optional<Audit.Entry> entry = session.audit().last();
            return entry.isPresent() ? later(time, entry.get().time()) : time;
        });
        if (now.plus(BACK).isBefore(latest)) {
            return Check.wrong("clock-back", now.toString(), latest.toString());
        }
        boolean running = folder.isInUse();
        List<Host> connected =
                store.read(session -> session.hosts().list(new Scope.All(), Optional.empty(), HOSTS)).stream()
                        .filter(host -> running && host.connected())
                        .toList();
        long away = connected.stream()
                .filter(host -> Math.abs(host.skewMicros()) > SKEW.toMillis() * 1_000)
                .count();
        // One PC with a wrong clock is that PC's; most of them is ours.
        return connected.size() >= 3 && away * 2 > connected.size()
                ? Check.wrong("clock-skew", Long.toString(away), Integer.toString(connected.size()))
                : Check.good("clock", now.toString());
    }

    private static Instant later(Instant one, Instant other) {
        return one.isBefore(other) ? other : one;
    }
}
