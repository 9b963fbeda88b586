package bzh.vigie.collector.store;

import static bzh.vigie.collector.store.Specimens.AURAY;
import static bzh.vigie.collector.store.Specimens.CONCARNEAU;
import static bzh.vigie.collector.store.Specimens.agent;
import static bzh.vigie.collector.store.Specimens.item;
import static bzh.vigie.collector.store.Specimens.minute;
import static bzh.vigie.collector.store.Specimens.read;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.store.Inventories.Known;
import bzh.vigie.collector.store.Inventories.Pass;
import bzh.vigie.collector.store.Inventories.Prevalence;
import bzh.vigie.collector.store.Inventories.Word;
import bzh.vigie.event.Account;
import bzh.vigie.event.InventoryDigest;
import bzh.vigie.event.Item;
import bzh.vigie.event.LocationStatus;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every store's inventories do, in examples and against a simple model. */
public abstract class InventoriesContract {
    private static final Optional<Account> MACHINE = Optional.empty();
    private static final Optional<Account> YANN = Optional.of(new Account("1000", "yann"));
    private static final Optional<Account> MAEL = Optional.of(new Account("1001", "mael"));

    @TempDir
    protected Path dir;

    private Store store;

    /** Opens a store in this folder. */
    protected abstract Store open(Path folder, InstantSource time);

    @BeforeEach
    void openIt() {
        store = open(dir, InstantSource.fixed(Specimens.START));
    }

    @AfterEach
    void closeIt() {
        store.close();
    }

    @Test
    void anItemThatComesBackKeepsItsFirstSeen() {
        Item item = item("cron", MACHINE, "backup", "x", 5);
        store.change(s -> s.inventories().put(agent(1), AURAY, item, 1, minute(1)));
        store.change(s -> s.inventories().remove(agent(1), item.key(), minute(2)));
        assertEquals(Optional.empty(), store.read(s -> s.inventories().find(agent(1), item.key())));
        store.change(s -> s.inventories().put(agent(1), AURAY, item, 3, minute(9)));
        assertEquals(
                Optional.of(new Known(item, minute(1), minute(9), minute(9), 3, Optional.empty())),
                store.read(s -> s.inventories().find(agent(1), item.key())));
        assertEquals(
                List.of(new Known(item, minute(1), minute(1), minute(1), 1, Optional.of(minute(2)))),
                store.read(s -> s.inventories().at(agent(1), minute(1))));
        assertEquals(List.of(), store.read(s -> s.inventories().at(agent(1), minute(5))));
        assertEquals(List.of(), store.read(s -> s.inventories().at(agent(2), minute(1))));
    }

    @Test
    void aCompleteReadingConfirmsWhatIsThereAndAPartialOneDoesNot() {
        Item item = item("cron", MACHINE, "backup", "x", 0);
        store.change(s -> {
            s.inventories().put(agent(1), AURAY, item, 1, minute(1));
            s.inventories().read(agent(1), read("cron", MACHINE, LocationStatus.State.READ, 1, true), minute(1));
        });
        assertEquals(minute(1), lastSeen(item));
        store.change(s -> s.inventories()
                .read(agent(1), read("cron", MACHINE, LocationStatus.State.PARTIAL, 2, false), minute(2)));
        assertEquals(minute(1), lastSeen(item));
        store.change(s ->
                s.inventories().read(agent(1), read("cron", MACHINE, LocationStatus.State.READ, 3, false), minute(3)));
        assertEquals(minute(3), lastSeen(item));
    }

    private Instant lastSeen(Item item) {
        return store.read(s -> s.inventories().find(agent(1), item.key()))
                .orElseThrow()
                .lastSeen();
    }

    @Test
    void ofAHostThatIsForgottenNothingIsLeftAndNothingOfAnotherIsMissing() {
        Item common = item("cron", MACHINE, "backup", "x", 0);
        Item own = item("cron", MACHINE, "flood", "y", 0);
        Item directory = item("ad.dns.zones", MACHINE, "record", "z", 0);
        store.change(s -> {
            s.inventories().put(agent(1), AURAY, common, 1, minute(1));
            s.inventories().put(agent(1), AURAY, own, 1, minute(1));
            s.inventories().remove(agent(1), own.key(), minute(2));
            s.inventories().put(agent(1), AURAY, directory, 1, minute(1));
            s.inventories().read(agent(1), read("cron", MACHINE, LocationStatus.State.READ, 1, true), minute(1));
            s.inventories().put(agent(2), CONCARNEAU, common, 1, minute(3));
        });
        pass(4, Word.AGREES);
        store.change(s -> s.inventories().forget(agent(1)));
        store.change(s -> s.inventories().forget(agent(9)));
        store.read(s -> {
            assertEquals(
                    List.of(directory),
                    s.inventories().at(agent(1), minute(1)).stream()
                            .map(Known::item)
                            .toList());
            assertEquals(Optional.empty(), s.inventories().last(agent(1), own.key()));
            assertEquals(Optional.empty(), s.inventories().lastPass(agent(1)));
            assertEquals(List.of(), s.inventories().statuses(agent(1)));
            assertEquals(
                    common,
                    s.inventories().find(agent(2), common.key()).orElseThrow().item());
            assertEquals(new Prevalence(0, 0), s.inventories().prevalence(own.shape()));
            assertEquals(1, s.inventories().prevalence(common.shape()).hosts());
            return null;
        });
        // It comes back, and so may an item that it alone had.
        store.change(s -> s.inventories().put(agent(1), AURAY, own, 2, minute(9)));
        assertEquals(
                Optional.of(minute(9)),
                store.read(s -> s.inventories().find(agent(1), own.key()).map(Known::firstSeen)));
        assertEquals(new Prevalence(1, 1), store.read(s -> s.inventories().prevalence(own.shape())));
    }

    @Test
    void aPassThatAgreesConfirmsWhatWasWhollyReadAsOfItsBeginning() {
        Item cron = item("cron", MACHINE, "backup", "x", 0);
        Item unit = item("unit", MACHINE, "backup", "x", 0);
        store.change(s -> {
            s.inventories().put(agent(1), AURAY, cron, 1, minute(1));
            s.inventories().read(agent(1), read("cron", MACHINE, LocationStatus.State.READ, 1, true), minute(1));
            s.inventories().put(agent(1), AURAY, unit, 1, minute(1));
            s.inventories().read(agent(1), read("unit", MACHINE, LocationStatus.State.PARTIAL, 1, true), minute(1));
        });
        assertEquals(Optional.empty(), store.read(s -> s.inventories().lastPass(agent(1))));
        pass(5, Word.AGREES);
        assertEquals(minute(5), lastSeen(cron));
        assertEquals(minute(1), lastSeen(unit), "a place that was read in part is not confirmed");
        pass(7, Word.DIFFERS);
        pass(8, Word.UNTOLD);
        assertEquals(minute(5), lastSeen(cron));
        assertEquals(
                Optional.of(new Pass(minute(8), minute(9), Word.UNTOLD)),
                store.read(s -> s.inventories().lastPass(agent(1))));
        // What cannot be read any more keeps when it was confirmed last, also through passes that cannot confirm it.
        store.change(s -> s.inventories()
                .read(agent(1), read("cron", MACHINE, LocationStatus.State.PARTIAL, 2, false), minute(10)));
        pass(11, Word.AGREES);
        assertEquals(minute(5), lastSeen(cron));
        store.change(s ->
                s.inventories().read(agent(1), read("cron", MACHINE, LocationStatus.State.READ, 3, false), minute(20)));
        pass(15, Word.AGREES);
        assertEquals(minute(20), lastSeen(cron));
        store.change(s -> {
            s.inventories().passed(agent(1), new Pass(minute(30), minute(31), Word.AGREES));
            s.inventories().remove(agent(1), cron.key(), minute(32));
        });
        assertEquals(Optional.empty(), store.read(s -> s.inventories().find(agent(1), cron.key())));
        Known gone = store.read(s -> s.inventories().last(agent(1), cron.key())).orElseThrow();
        assertEquals(minute(30), gone.lastSeen());
        assertEquals(Optional.of(minute(32)), gone.removed());
        assertEquals(Optional.empty(), store.read(s -> s.inventories().last(agent(1), "cron/none")));
    }

    private void pass(int began, Word word) {
        store.change(s -> s.inventories().passed(agent(1), new Pass(minute(began), minute(began + 1), word)));
    }

    @Test
    void digestsAreThoseOfEachLocationAndAccount() {
        var machine = read("cron", MACHINE, LocationStatus.State.READ, 1, true);
        var yann = read("cron", YANN, LocationStatus.State.PARTIAL, 2, false);
        store.change(s -> {
            s.inventories().read(agent(1), machine, minute(1));
            s.inventories().read(agent(1), yann, minute(2));
            s.inventories().put(agent(1), AURAY, item("unit", MACHINE, "told", "without a reading", 0), 1, minute(2));
        });
        assertEquals(
                Set.of(
                        new InventoryDigest.Entry("cron", "", machine.digest()),
                        new InventoryDigest.Entry("cron", "1000", yann.digest())),
                Set.copyOf(store.read(s -> s.inventories().digests(agent(1)))));
        assertEquals(List.of(), store.read(s -> s.inventories().digests(agent(2))));
    }

    @Test
    void statusesAndDigestsAreThoseToldLastForEachAccount() {
        assertFalse(store.<Boolean>read(s -> s.inventories().hasListing(agent(1), "cron", "")));
        var machine = read("cron", MACHINE, LocationStatus.State.READ, 1, true);
        var yann = read("cron", YANN, LocationStatus.State.UNREADABLE, 2, false);
        var again = read("cron", MACHINE, LocationStatus.State.PARTIAL, 3, false);
        store.change(s -> {
            s.inventories().read(agent(1), machine, minute(1));
            s.inventories().read(agent(1), yann, minute(2));
            s.inventories().read(agent(1), again, minute(3));
        });
        store.read(s -> {
            assertEquals(List.of(again.status(), yann.status()), s.inventories().statuses(agent(1)));
            assertEquals(Optional.of(again.digest()), s.inventories().digest(agent(1), "cron", ""));
            assertEquals(Optional.of(yann.digest()), s.inventories().digest(agent(1), "cron", "1000"));
            assertEquals(Optional.empty(), s.inventories().digest(agent(2), "cron", ""));
            assertTrue(s.inventories().hasListing(agent(1), "cron", ""));
            assertFalse(s.inventories().hasListing(agent(1), "cron", "1000"));
            return true;
        });
    }

    @Test
    void aShapeIsCountedOnceForAHostWhoeverHasItAndHoweverOften() {
        Item machine = item("cron", MACHINE, "backup", "x", 0);
        Item yann = item("cron", YANN, "backup", "x", 0);
        Item mael = item("cron", MAEL, "backup", "x", 0);
        assertEquals(yann.shape(), mael.shape());
        store.change(s -> {
            s.inventories().put(agent(1), AURAY, yann, 1, minute(1));
            s.inventories().put(agent(1), AURAY, mael, 1, minute(1));
            s.inventories().put(agent(1), AURAY, machine, 1, minute(1));
        });
        store.change(s -> s.inventories().remove(agent(1), yann.key(), minute(2)));
        store.change(s -> s.inventories().put(agent(1), AURAY, yann, 3, minute(3)));
        assertEquals(new Prevalence(1, 1), store.read(s -> s.inventories().prevalence(yann.shape())));
        store.change(s -> {
            s.inventories().put(agent(2), AURAY, yann, 1, minute(4));
            s.inventories().put(agent(3), CONCARNEAU, mael, 1, minute(4));
        });
        assertEquals(new Prevalence(2, 3), store.read(s -> s.inventories().prevalence(yann.shape())));
        assertEquals(new Prevalence(1, 1), store.read(s -> s.inventories().prevalence(machine.shape())));
        assertEquals(new Prevalence(0, 0), store.read(s -> s.inventories().prevalence("1:none")));
    }

    /** The obvious way: one list of what was ever there. */
    private static final class Model {
        private final List<Form> forms = new ArrayList<>();

        private record Form(int host, Known known) {
            boolean there() {
                return known.removed().isEmpty();
            }
        }

        Model copy() {
            Model copy = new Model();
            copy.forms.addAll(forms);
            return copy;
        }

        Optional<Form> there(int host, String key) {
            return forms.stream()
                    .filter(f ->
                            f.host == host && f.there() && f.known.item().key().equals(key))
                    .findFirst();
        }

        void put(int host, Item item, long reading, Instant at) {
            Optional<Form> before = there(host, item.key());
            if (before.isPresent() && before.get().known().item().fingerprint().equals(item.fingerprint())) {
                Known known = before.get().known();
                forms.remove(before.get());
                forms.add(new Form(
                        host, new Known(item, known.firstSeen(), known.since(), at, reading, Optional.empty())));
                return;
            }
            remove(host, item.key(), at);
            Instant first = forms.stream()
                    .filter(f -> f.host == host && f.known.item().key().equals(item.key()))
                    .map(f -> f.known.firstSeen())
                    .min(Comparator.naturalOrder())
                    .orElse(at);
            forms.add(new Form(host, new Known(item, first, at, at, reading, Optional.empty())));
        }

        void remove(int host, String key, Instant at) {
            there(host, key).ifPresent(form -> {
                Known k = form.known();
                forms.remove(form);
                forms.add(new Form(
                        host,
                        new Known(k.item(), k.firstSeen(), k.since(), k.lastSeen(), k.reading(), Optional.of(at))));
            });
        }

        Set<Known> at(int host, Instant when) {
            Set<Known> found = new HashSet<>();
            forms.stream()
                    .filter(f -> f.host == host)
                    .map(Form::known)
                    .filter(k -> !k.since().isAfter(when)
                            && k.removed().map(when::isBefore).orElse(true))
                    .forEach(found::add);
            return found;
        }

        Prevalence prevalence(String shape) {
            Set<Integer> hosts = new HashSet<>();
            Set<Commune> communes = new HashSet<>();
            forms.stream().filter(f -> f.known.item().shape().equals(shape)).forEach(f -> {
                hosts.add(f.host);
                communes.add(commune(f.host));
            });
            return new Prevalence(communes.size(), hosts.size());
        }
    }

    private static Commune commune(int host) {
        return host % 2 == 0 ? AURAY : CONCARNEAU;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aRandomHistoryIsLikeTheModel(long seed) {
        Random random = new Random(seed);
        Model model = new Model();
        Map<String, Item> all = new HashMap<>();
        long now = 0;
        for (int round = 0; round < 30; round++) {
            Model before = model.copy();
            boolean fails = random.nextInt(5) == 0;
            long start = now;
            try {
                Model target = model;
                now = store.write(session -> {
                    long time = start;
                    for (int i = random.nextInt(25); i >= 0; i--) {
                        time += random.nextInt(3);
                        int host = random.nextInt(3);
                        Item item = anItem(random);
                        all.put(item.shape(), item);
                        if (random.nextInt(3) == 0) {
                            session.inventories().remove(agent(host), item.key(), minute(time));
                            target.remove(host, item.key(), minute(time));
                        } else {
                            session.inventories().put(agent(host), commune(host), item, time, minute(time));
                            target.put(host, item, time, minute(time));
                        }
                        if (random.nextInt(8) == 0) {
                            compare(session.inventories(), target, random, time, all);
                        }
                    }
                    if (fails) {
                        throw new IllegalStateException("on purpose");
                    }
                    return time;
                });
            } catch (IllegalStateException e) {
                assertTrue(fails, e::getMessage);
                model = before;
            }
            if (random.nextInt(10) == 0) {
                store.close();
                store = open(dir, InstantSource.fixed(Specimens.START));
            }
            Model expected = model;
            long until = now;
            store.read(session -> {
                compare(session.inventories(), expected, random, until, all);
                return true;
            });
        }
    }

    private static Item anItem(Random random) {
        List<Optional<Account>> accounts = List.of(MACHINE, YANN, MAEL);
        return item(
                random.nextBoolean() ? "cron" : "systemd",
                accounts.get(random.nextInt(3)),
                "name" + random.nextInt(4),
                "value" + random.nextInt(3),
                random.nextInt(3));
    }

    private static void compare(
            Inventories inventories, Model model, Random random, long now, Map<String, Item> shapes) {
        int host = random.nextInt(3);
        Instant when = minute(now == 0 ? 0 : random.nextLong(now + 1));
        List<Known> at = inventories.at(agent(host), when);
        assertEquals(model.at(host, when), new HashSet<>(at));
        assertEquals(
                at.stream().map(Known::firstSeen).sorted().toList(),
                at.stream().map(Known::firstSeen).toList());
        Item item = anItem(random);
        assertEquals(model.there(host, item.key()).map(Model.Form::known), inventories.find(agent(host), item.key()));
        String account = item.account().map(Account::id).orElse("");
        Set<Known> there = new HashSet<>();
        model.forms.stream()
                .filter(f -> f.host() == host && f.there())
                .map(Model.Form::known)
                .filter(k -> k.item().location().equals(item.location())
                        && k.item().account().equals(item.account()))
                .forEach(there::add);
        assertEquals(there, new HashSet<>(inventories.location(agent(host), item.location(), account)));
        for (String shape : shapes.keySet()) {
            assertEquals(model.prevalence(shape), inventories.prevalence(shape));
        }
    }
}
