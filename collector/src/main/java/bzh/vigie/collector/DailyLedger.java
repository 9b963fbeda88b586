package bzh.vigie.collector;

import bzh.vigie.collector.evidence.CoverageDay;
import bzh.vigie.collector.evidence.HostsTold;
import bzh.vigie.collector.ingest.IngestLog;
import bzh.vigie.collector.ledger.LedgerContent;
import bzh.vigie.collector.ledger.LedgerEntry;
import bzh.vigie.collector.ledger.LedgerKind;
import bzh.vigie.collector.mail.SmtpException;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.ItemFields;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Once a day (UTC): what was watched the day before goes into the ledger, and the ledger's head is laid out to leave the collector. */
final class DailyLedger implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(DailyLedger.class.getName());
    /** What was being written at midnight is there by then. */
    private static final Duration SETTLING = Duration.ofMinutes(5);

    private static final long FIRST_SECONDS = 60;
    private static final long LOOK_SECONDS = 600;

    /** Days that are made up for, after the collector was down. */
    private static final int MOST_DAYS = 31;

    private final Store store;
    private final Anchoring anchoring;
    private final InstantSource clock;
    private final Words words;
    private final LongSupplier newest;
    private final ScheduledExecutorService timer;
    private LocalDate headOf = LocalDate.MIN;
    private long head;

    /** @param newest number of the last record of the ingest log: what hosts told of a day enters when all of the day was judged */
    DailyLedger(Store store, Anchoring anchoring, InstantSource clock, Words words, LongSupplier newest) {
        this.newest = newest;
        this.store = store;
        this.anchoring = anchoring;
        this.clock = clock;
        this.words = words;
        this.timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("ledger").daemon().factory());
        var _ = timer.scheduleWithFixedDelay(this::look, FIRST_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
    }

    /** One round; nothing where today's is done. */
    void look() {
        try {
            Instant now = clock.instant();
            LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
            boolean judged = isJudged(now, today);
            for (Commune commune : communes()) {
                try {
                    coverage(commune, today);
                    if (judged) {
                        told(commune, today);
                    }
                } catch (RuntimeException e) {
                    // What one commune's hosts say keeps neither the others nor the anchor from being written.
                    LOG.log(
                            Level.WARNING,
                            "the coverage of commune " + commune.insee()
                                    + " could not be written into the ledger now; tried again",
                            e);
                }
            }
            if (!anchoring.isThere(today)) {
                anchoring
                        .make(store, now, words)
                        .flatMap(Anchoring.Made::failure)
                        .ifPresent(reason -> LOG.log(Level.WARNING, words.say(Anchoring.key(reason))));
            }
            anchoring
                    .send(now)
                    .ifPresent(failure ->
                            LOG.log(Level.WARNING, words.say("ledger.mail-failed", words.say(key(failure)))));
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.WARNING, "the ledger's daily entries or its anchor could not be made now; tried again", e);
        }
    }

    private static String key(SmtpException failure) {
        return "ledger.mail." + ItemFields.word(failure.reason());
    }

    private SortedSet<Commune> communes() {
        SortedSet<Commune> communes = new TreeSet<>();
        store.read(session -> session.hosts().all(new Scope.All())).forEach(host -> communes.add(host.commune()));
        return communes;
    }

    /** In a transaction for each day, so that detection never waits long for its turn to write. */
    private void coverage(Commune commune, LocalDate today) {
        LocalDate day = store.read(session -> session.ledger().last(LedgerKind.COVERAGE, commune))
                .flatMap(DailyLedger::day)
                .map(last -> last.plusDays(1))
                .filter(next -> next.isAfter(today.minusDays(MOST_DAYS)))
                .orElse(today.minusDays(1));
        for (; day.isBefore(today); day = day.plusDays(1)) {
            LocalDate one = day;
            LedgerContent content = store.read(session -> CoverageDay.of(session, commune, one));
            store.change(
                    session -> session.ledger().add(LedgerKind.COVERAGE, commune.insee(), one.toString(), content));
        }
    }

    /** Whether everything that was received before today was judged. */
    private boolean isJudged(Instant now, LocalDate today) {
        Instant begin = today.atStartOfDay(ZoneOffset.UTC).toInstant();
        if (now.isBefore(begin.plus(SETTLING))) {
            return false;
        }
        if (!headOf.equals(today)) {
            head = newest.getAsLong();
            headOf = today;
        }
        return store.read(session -> session.progress().position(IngestLog.NAME))
                        .orElse(0)
                >= head;
    }

    /** One entry of all the time since the last one. */
    private void told(Commune commune, LocalDate today) {
        LocalDate yesterday = today.minusDays(1);
        Optional<LocalDate> last = store.read(session -> session.ledger().last(LedgerKind.TOLD, commune))
                .flatMap(DailyLedger::day);
        if (last.filter(day -> !day.isBefore(yesterday)).isPresent()) {
            return;
        }
        Instant from = last.map(
                        day -> day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant())
                .orElse(Instant.EPOCH);
        Instant to = today.atStartOfDay(ZoneOffset.UTC).toInstant();
        LedgerContent content = store.read(session -> HostsTold.of(session, commune, from, to));
        store.change(session -> session.ledger().add(LedgerKind.TOLD, commune.insee(), yesterday.toString(), content));
    }

    private static Optional<LocalDate> day(LedgerEntry entry) {
        try {
            return Optional.of(LocalDate.parse(entry.reference()));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        Ending.of(timer, 60);
    }
}
