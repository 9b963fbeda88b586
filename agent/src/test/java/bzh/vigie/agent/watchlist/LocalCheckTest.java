package bzh.vigie.agent.watchlist;

import static bzh.vigie.watchlist.NamedLocation.LINUX_SERVICE;
import static bzh.vigie.watchlist.NamedLocation.WINDOWS_ACCOUNT;
import static bzh.vigie.watchlist.NamedLocation.WINDOWS_SERVICE;
import static bzh.vigie.watchlist.NamedLocation.WINDOWS_TASK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.identity.StateFolder;
import bzh.vigie.agent.persistence.catalogue.Catalogue;
import bzh.vigie.agent.persistence.catalogue.Location;
import bzh.vigie.agent.persistence.format.Parser;
import bzh.vigie.agent.persistence.format.access.AuthorizedKeys;
import bzh.vigie.agent.persistence.format.integrity.Program;
import bzh.vigie.agent.persistence.format.job.AtJob;
import bzh.vigie.agent.persistence.format.job.UserCrontab;
import bzh.vigie.agent.persistence.format.registry.RunKey;
import bzh.vigie.event.Account;
import bzh.vigie.event.Event;
import bzh.vigie.event.Event.Checked;
import bzh.vigie.event.Item;
import bzh.vigie.event.ItemTimes;
import bzh.vigie.event.Moment;
import bzh.vigie.event.Observed;
import bzh.vigie.event.ProcessKey;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.Sha256;
import bzh.vigie.v1.Watchlist;
import bzh.vigie.watchlist.LocalWatchlist;
import bzh.vigie.watchlist.LocalWatchlist.Kind;
import bzh.vigie.watchlist.LocalWatchlist.Value;
import bzh.vigie.watchlist.NamedLocation;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LocalCheckTest {
    private static final Moment NOW = new Moment(Instant.EPOCH, "boot", 1);
    private static final String KEY = "SHA256:nThbg6kXUpJWGl7E1IGOCspRomTxdCARLviKw6E5SY8";
    private static final Sha256 FILE = Sha256.over(new byte[] {1});

    private static final List<Location> EVERY = Stream.concat(Catalogue.linux().stream(), Catalogue.windows().stream())
            .toList();
    private static final String MACHINE_RUN = only(RunKey.class, Location.Scope.MACHINE);
    private static final String USER_CRON = only(UserCrontab.class, Location.Scope.SPOOL);
    private static final String AT = only(AtJob.class, Location.Scope.MACHINE);
    private static final String KEYS = only(AuthorizedKeys.class, Location.Scope.HOME);
    private static final String PROGRAM = only(Program.class, Location.Scope.MACHINE);

    /** The first location that is read so; ids that are not in the catalogue cannot be written here. */
    private static String only(Class<? extends Parser> parser, Location.Scope scope) {
        return EVERY.stream()
                .filter(each -> parser.isInstance(each.parser()) && each.scope() == scope)
                .findFirst()
                .orElseThrow()
                .id();
    }

    @TempDir
    private Path folder;

    private final List<Event> told = new ArrayList<>();
    private long nanos;

    @Test
    void eachKindOfValueIsFoundInWhatIsRead() {
        LocalCheck check = with(
                new Value(Kind.FILE, FILE.hex()),
                new Value(Kind.SERVICE, "WinUpd"),
                new Value(Kind.SERVICE, "updater"),
                new Value(Kind.TASK, "Refresh"),
                new Value(Kind.ACCOUNT, "support_a"),
                new Value(Kind.KEY, KEY));
        List<Item> items = List.of(
                item(MACHINE_RUN, "Innocent", "x", Optional.of(FILE), ""),
                service("WINUPD", ""),
                item(LINUX_SERVICE.id(), "updater.service:ExecStart", "", Optional.empty(), ""),
                item(WINDOWS_TASK.id(), "\\Microsoft\\refresh", "", Optional.empty(), ""),
                item(WINDOWS_ACCOUNT.id(), "MAIRIE\\Support_A", "", Optional.empty(), ""),
                item(USER_CRON, "line 1", "", Optional.empty(), "support_a"),
                item(KEYS, "key", "ssh-ed25519 " + KEY + " who", Optional.empty(), ""),
                item(MACHINE_RUN, "WinUpd", "other", Optional.of(Sha256.over(new byte[] {2})), "somebody"));
        check.read("s", place("p", items));
        assertEquals(items.subList(0, 7), hits());
    }

    /** A user's Run value, cron line or extension that is called like a listed account, service or task is another thing. */
    @Test
    void whatIsOnlyCalledLikeSomethingListedIsNotIt() {
        LocalCheck check = with(
                new Value(Kind.ACCOUNT, "backup"), new Value(Kind.SERVICE, "backup"), new Value(Kind.TASK, "backup"));
        List<Item> items = new ArrayList<>();
        for (Location location : EVERY) {
            if (NamedLocation.of(location.id()).isEmpty()) {
                items.add(item(location.id(), "backup", "", Optional.empty(), ""));
            }
        }
        check.read("s", place("p", items));
        assertTrue(items.size() > 400, items.size() + " locations");
        assertEquals(List.of(), hits());
    }

    @Test
    void aProgramThatStartsIsToldByItsContentAndItsAccountOnceEach() {
        LocalCheck check = with(new Value(Kind.FILE, FILE.hex()), new Value(Kind.ACCOUNT, "support_a"));
        check.accept(program(FILE, "alice"));
        check.accept(program(FILE, "alice"));
        check.accept(program(Sha256.over(new byte[] {3}), "MAIRIE\\support_a"));
        check.accept(program(Sha256.over(new byte[] {3}), "bob"));
        long programs = outcomes().stream()
                .filter(each -> each instanceof Checked.ListedProgram)
                .count();
        assertEquals(2, programs);
        assertEquals(
                4, told.stream().filter(e -> e instanceof Event.ProcessStarted).count());
    }

    @Test
    void aListIsKeptOverARestartReadableByNobodyElseAndTakenBack() throws Exception {
        LocalCheck before = with(new Value(Kind.FILE, FILE.hex()));
        Path file = folder.resolve("watchlist");
        assertEquals(PosixFilePermissions.fromString("rw-------"), Files.getPosixFilePermissions(file));
        assertFalse(Files.readString(file).contains(FILE.hex()));
        LocalCheck after = check();
        assertEquals(before.list().id(), after.list().id());
        assertTrue(after.take(Watchlist.newBuilder().setVersion(1).build()));
        assertTrue(after.list().isEmpty());
        assertFalse(Files.exists(file));
        after.read("s", place("p", List.of(item(MACHINE_RUN, "x", "", Optional.of(FILE), ""))));
        assertEquals(List.of(), hits());
        assertEquals(List.of(new Checked.Taken(1), new Checked.Taken(0)), outcomes());
    }

    @Test
    void whatCannotBeUsedChangesNothing() throws Exception {
        LocalCheck check = with(new Value(Kind.FILE, FILE.hex()));
        Sha256 kept = check.list().id();
        Files.writeString(folder.resolve("before"), Files.readString(folder.resolve("watchlist")));
        LocalWatchlist other = LocalWatchlist.of(List.of(new Value(Kind.SERVICE, "x")));
        assertFalse(check.take(frame(other).toBuilder().setVersion(2).build()));
        assertFalse(check.take(frame(other).toBuilder()
                .setSalt(ByteString.copyFrom(new byte[1 << 20]))
                .build()));
        assertFalse(check.take(frame(other).toBuilder()
                .setEntries(ByteString.copyFrom(new byte[160_016]))
                .build()));
        assertEquals(kept, check.list().id());
        Files.writeString(folder.resolve("watchlist"), "1 !!! ###");
        assertTrue(check().list().isEmpty());
    }

    @Test
    void whateverBytesComeAreAListThatIsTakenOrNone() {
        LocalCheck check = check();
        byte[] whole = frame(LocalWatchlist.of(List.of(
                        new Value(Kind.SERVICE, "a"), new Value(Kind.SERVICE, "b"), new Value(Kind.SERVICE, "c"))))
                .toByteArray();
        Random random = new Random(41);
        int taken = 0;
        for (int i = 0; i < 2_000; i++) {
            byte[] turned = whole.clone();
            for (int n = random.nextInt(3); n >= 0; n--) {
                turned[random.nextInt(turned.length)] = (byte) random.nextInt();
            }
            try {
                taken += check.take(Watchlist.parseFrom(turned)) ? 1 : 0;
            } catch (InvalidProtocolBufferException e) {
                // No frame.
            }
            assertTrue(check.list().size() <= 3);
        }
        assertTrue(taken > 100 && taken < 2_000, taken + " taken");
    }

    @Test
    void hitsAreBoundedAndWhatIsOverIsCountedInTheSweep() {
        List<Value> values = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            values.add(new Value(Kind.SERVICE, "s" + i));
        }
        LocalCheck check = with(values.toArray(Value[]::new));
        Passes passes = new Passes();
        check.sweep("r");
        check.look(passes);
        List<Item> items = new ArrayList<>();
        for (int i = 0; i < 60 * 30; i++) {
            items.add(service("s" + i % 60, "v" + i));
        }
        check.read("s", new LocalCheck.Place("p", items, List.of(), 200, true));
        assertEquals(ToldHits.MOST, hits().size());
        passes.over();
        assertEquals(new Checked.Swept("r", 2_000, 9, 1, 800), outcomes().getLast());
    }

    @Test
    void oneEntryTakesNoRoomOfOthersNorOfOtherPlacesAndHasMoreAfterAFullPass() {
        LocalCheck check = with(new Value(Kind.ACCOUNT, "support_a"), new Value(Kind.SERVICE, "x"));
        List<Item> lines = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            lines.add(item(USER_CRON, "line " + i, "", Optional.empty(), "support_a"));
        }
        check.read("s", place("cron", lines));
        assertEquals(ToldHits.MOST_OF_AN_ENTRY, hits().size());
        check.read("s", place("unit", List.of(service("x", ""))));
        check.read("s", place("at", List.of(item(AT, "1", "", Optional.empty(), "support_a"))));
        assertEquals(ToldHits.MOST_OF_AN_ENTRY + 2, hits().size());
        check.passIsOver();
        check.read("s", place("cron", lines));
        assertEquals(lines.size() + 2, hits().size());
    }

    @Test
    void whatIsGoneAndComesBackIsToldAgainAndWhatStaysIsNot() {
        LocalCheck check = with(new Value(Kind.FILE, FILE.hex()));
        Item item = item(MACHINE_RUN, "x", "", Optional.of(FILE), "");
        check.read("s", place("run", List.of(item)));
        check.read("s", place("run", List.of(item)));
        check.passIsOver();
        check.read("s", place("run", List.of(item)));
        assertEquals(1, hits().size());
        check.read("s", new LocalCheck.Place("run", List.of(), List.of(), 0, false));
        check.read("s", place("run", List.of(item)));
        assertEquals(1, hits().size(), "a reading that was not whole does not show that it went");
        check.read("s", place("other", List.of()));
        check.read("s", place("run", List.of()));
        check.read("s", new LocalCheck.Place("run", List.of(), List.of(item), 1, true));
        assertEquals(List.of(item, item), hits());
    }

    /** Of what is told anyway, one by one or as a program that starts, nothing is lost. */
    @Test
    void hitsThatNothingElseTellsAreALossOfTheirSourceAtMostOnceInAWhile() {
        LocalCheck check = with(new Value(Kind.FILE, FILE.hex()));
        Passes passes = new Passes();
        List<Item> copies = new ArrayList<>();
        for (int i = 0; i < ToldHits.MOST_OF_AN_ENTRY + 7; i++) {
            check.accept(program(FILE, "alice", "/tmp/x" + i));
            copies.add(item(PROGRAM, "x" + i, "", Optional.of(FILE), ""));
        }
        check.read("s", place("told", copies));
        check.look(passes);
        assertEquals(List.of(), lost());
        check.read("s", new LocalCheck.Place("p", List.of(), copies, 100, true));
        check.look(passes);
        check.read("s", new LocalCheck.Place("p", List.of(), copies, 100, true));
        check.look(passes);
        assertEquals(List.of(7L), lost());
        nanos += LocalCheck.LOST_EVERY.toNanos();
        check.look(passes);
        check.look(passes);
        assertEquals(List.of(7L, 7L), lost());
        check.passIsOver();
        int before = told.size();
        check.accept(program(FILE, "alice", "/tmp/z"));
        assertEquals(before + 2, told.size(), "the program and its hit");
    }

    @Test
    void whatIsRememberedHasABound() {
        LocalCheck check = with(new Value(Kind.ACCOUNT, "support_a"));
        for (int pass = 0; pass < 8; pass++) {
            for (int i = 0; i < ToldHits.MOST / ToldHits.MOST_OF_AN_ENTRY; i++) {
                List<Item> lines = new ArrayList<>();
                for (int n = 0; n <= pass * ToldHits.MOST_OF_AN_ENTRY + 19; n++) {
                    lines.add(item(USER_CRON, "line " + n, "", Optional.empty(), "support_a"));
                }
                check.read("s", place("p" + i, lines));
            }
            check.passIsOver();
        }
        assertEquals(ToldHits.MOST_KEPT, hits().size());
    }

    @Test
    void programsThatStartTakeNoRoomOfWhatIsInstalled() {
        LocalCheck check = with(new Value(Kind.FILE, FILE.hex()));
        for (int i = 0; i < 2 * ToldHits.MOST_OF_AN_ENTRY; i++) {
            check.accept(program(FILE, "alice", "/tmp/x" + i));
        }
        check.read("s", place("p", List.of(item(MACHINE_RUN, "x", "", Optional.of(FILE), ""))));
        assertEquals(1, hits().size());
    }

    @Test
    void sweepsWaitForTheFirstPassAndForEachOther() {
        LocalCheck check = with(new Value(Kind.SERVICE, "x"));
        Passes passes = new Passes();
        passes.ready = false;
        check.sweep("a");
        check.look(passes);
        assertEquals(0, passes.begun);
        passes.ready = true;
        check.look(passes);
        check.sweep("b");
        check.sweep("c");
        check.look(passes);
        assertEquals(1, passes.begun);
        passes.over();
        check.look(passes);
        assertEquals(2, passes.begun, "an eviction was dated again: the scan of before its end says nothing");
        passes.over();
        for (int i = 2; i < LocalCheck.MOST; i++) {
            check.sweep("d" + i);
            check.look(passes);
            passes.over();
        }
        check.sweep("e");
        check.look(passes);
        assertEquals(LocalCheck.MOST, passes.begun, "no more at once");
        nanos += LocalCheck.MOST * LocalCheck.BETWEEN.toNanos();
        check.look(passes);
        passes.over();
        assertEquals(
                List.of("a", "c", "d2", "d3", "e"),
                outcomes().stream()
                        .filter(each -> each instanceof Checked.Swept)
                        .map(each -> ((Checked.Swept) each).request())
                        .toList());
        nanos += LocalCheck.BETWEEN.toNanos();
        check.look(passes);
        assertEquals(LocalCheck.MOST + 1, passes.begun, "nothing more was asked for");
    }

    @Test
    void aSweepDuringWhichTheListChangedIsMadeAgain() {
        LocalCheck check = with(new Value(Kind.SERVICE, "x"));
        Passes passes = new Passes();
        check.sweep("a");
        check.look(passes);
        LocalWatchlist next = LocalWatchlist.of(List.of(new Value(Kind.SERVICE, "y")));
        assertTrue(check.take(frame(next)));
        passes.over();
        assertTrue(outcomes().stream().noneMatch(each -> each instanceof Checked.Swept));
        nanos += LocalCheck.BETWEEN.toNanos();
        check.look(passes);
        passes.over();
        Event.WatchlistCheck swept = (Event.WatchlistCheck) told.getLast();
        assertEquals(next.id(), swept.list());
        assertEquals(new Checked.Swept("a", 0, 9, 1, 0), swept.outcome());
    }

    /** A new list comes while a place is read with the one before: its hits take no room of the new one, and are in no count of it. */
    @Test
    void aReadingWithTheListBeforeTakesNoRoomOfTheNewOne() {
        LocalWatchlist before = LocalWatchlist.of(List.of(new Value(Kind.FILE, FILE.hex())));
        LocalWatchlist after =
                LocalWatchlist.of(List.of(new Value(Kind.FILE, FILE.hex()), new Value(Kind.SERVICE, "WinUpd")));
        List<LocalCheck> made = new ArrayList<>();
        LocalCheck check = new LocalCheck(
                new StateFolder(folder),
                event -> {
                    told.add(event);
                    boolean hit =
                            event instanceof Event.WatchlistCheck told && told.outcome() instanceof Checked.ListedItem;
                    if (hit && made.getFirst().list().id().equals(before.id())) {
                        assertTrue(made.getFirst().take(frame(after)));
                    }
                },
                () -> NOW,
                () -> nanos);
        made.add(check);
        check.take(frame(before));
        List<Item> many = new ArrayList<>();
        for (int i = 0; i < 2 * ToldHits.MOST_OF_AN_ENTRY; i++) {
            many.add(item(MACHINE_RUN, "n" + i, "x", Optional.of(FILE), ""));
        }
        check.read("s", place("p", many));
        assertEquals(many, hits(), "each is told, with the list that found it");
        told.clear();
        check.read("s", place("p", many));
        assertEquals(ToldHits.MOST_OF_AN_ENTRY, hits().size(), "as if it was read for the first time");
    }

    /** Passes that end when they are told to. */
    private static final class Passes implements LocalCheck.Reading {
        private boolean ready = true;
        private int begun;
        private final List<Consumer<LocalCheck.Pass>> waiting = new ArrayList<>();

        @Override
        public boolean isReady() {
            return ready;
        }

        @Override
        public void pass(Consumer<LocalCheck.Pass> over) {
            begun++;
            waiting.add(over);
        }

        void over() {
            waiting.forEach(each -> each.accept(new LocalCheck.Pass(9, 1)));
            waiting.clear();
        }
    }

    private LocalCheck check() {
        return new LocalCheck(new StateFolder(folder), told::add, () -> NOW, () -> nanos);
    }

    private LocalCheck with(Value... values) {
        LocalCheck check = check();
        assertTrue(check.take(frame(LocalWatchlist.of(List.of(values)))));
        return check;
    }

    private static Watchlist frame(LocalWatchlist list) {
        return Watchlist.newBuilder()
                .setVersion(LocalWatchlist.VERSION)
                .setSalt(ByteString.copyFrom(list.salt()))
                .setEntries(ByteString.copyFrom(list.entries()))
                .build();
    }

    private List<Checked> outcomes() {
        List<Checked> outcomes = new ArrayList<>();
        for (Event event : told) {
            if (event instanceof Event.WatchlistCheck check) {
                outcomes.add(check.outcome());
            }
        }
        return outcomes;
    }

    private static LocalCheck.Place place(String name, List<Item> items) {
        return new LocalCheck.Place(name, items, List.of(), 0, true);
    }

    private List<Long> lost() {
        List<Long> counts = new ArrayList<>();
        for (Event event : told) {
            if (event instanceof Event.Loss loss) {
                assertEquals(ReasonCode.OVERLOADED, loss.reason());
                assertEquals("s", loss.sources().getFirst().source());
                counts.add(loss.events());
            }
        }
        return counts;
    }

    private List<Item> hits() {
        List<Item> items = new ArrayList<>();
        for (Checked each : outcomes()) {
            if (each instanceof Checked.ListedItem hit) {
                items.add(hit.item());
            }
        }
        return items;
    }

    private static Event.ProcessStarted program(Sha256 content, String account) {
        return program(content, account, "/tmp/x");
    }

    private static Event.ProcessStarted program(Sha256 content, String account, String image) {
        return new Event.ProcessStarted(
                NOW,
                "linux.process",
                new ProcessKey("boot", 7, 7),
                Observed.missed(Observed.Why.ENDED),
                Observed.missed(Observed.Why.ENDED),
                Observed.known(new Account("1000", account)),
                Observed.known(image),
                Observed.known("/tmp/x -d"),
                Observed.known(content),
                Observed.missed(Observed.Why.NOT_OFFERED),
                Observed.known(""),
                false);
    }

    private static Item service(String name, String value) {
        return item(
                WINDOWS_SERVICE.id(),
                "ImagePath",
                value,
                "HKLM\\SYSTEM\\CurrentControlSet\\Services\\" + name,
                Optional.empty(),
                "");
    }

    private static Item item(String location, String name, String value, Optional<Sha256> content, String user) {
        return item(location, name, value, "/source", content, user);
    }

    private static Item item(
            String location, String name, String value, String source, Optional<Sha256> content, String user) {
        return new Item(
                location,
                List.of("T1547"),
                location.substring(0, location.indexOf('.')),
                user.isEmpty() ? Optional.empty() : Optional.of(new Account("1000", user)),
                name,
                value,
                source,
                "/target",
                content,
                "",
                Item.Signature.NOT_CHECKED,
                "",
                Item.Shipped.UNKNOWN,
                true,
                ItemTimes.NONE,
                List.of(),
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                Set.of());
    }
}
