package bzh.vigie.collector.detect.watchlist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.intel.Indicator;
import bzh.vigie.collector.intel.Observable;
import bzh.vigie.collector.intel.Tlp;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.EventHistory;
import bzh.vigie.collector.store.EventHistory.Stored;
import bzh.vigie.collector.store.EventSearch;
import bzh.vigie.collector.store.EventSearch.Hit;
import bzh.vigie.collector.store.Indicators.Listed;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.collector.store.lucene.LuceneHistory;
import bzh.vigie.event.Event;
import bzh.vigie.event.Observed;
import bzh.vigie.watchlist.NamedLocation;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Looking back by the index sees what reading every event sees. */
final class ValuesAskedTest {
    private static final Commune BREST = new Commune("29019");
    private static final Commune QUIMPER = new Commune("29232");
    private static final List<String> FIELDS = List.of(
            "Image",
            "image",
            "CommandLine",
            "User",
            "user",
            "USER",
            "QueryName",
            "queryname",
            "DestinationIp",
            "source",
            "Source",
            "ObjectName",
            "name",
            "Name",
            "location",
            "TargetObject",
            "Details",
            "ObjectValueName",
            "TaskName",
            "ServiceName",
            "sha256",
            "Hashes",
            "UserId",
            "value",
            "Odd Field",
            "ProcessId",
            "PROCESSID",
            "key",
            "Key",
            "before.value",
            "Before.value",
            "fingerprint",
            "x".repeat(300));

    private final Random random = new Random(20261126);

    @TempDir
    Path folder;

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private String word() {
        return one(List.of("evil", "Good", "ÉTÉ", "Kern\u212aa", "ångs", "tool", "W\u0130de", "a1b2"));
    }

    /** What may stand in an event or, in another case, on the list. */
    private String value() {
        String text = switch (random.nextInt(12)) {
            case 0 -> "C:\\ProgramData\\" + word() + "\\" + word() + ".exe";
            case 1 -> "run -k " + word() + " https://" + one(List.of("evil", "good")) + ".example/" + word() + "/a";
            case 2 -> "MAIRIE\\" + word();
            case 3 -> one(List.of("www.", "")) + one(List.of("evil", "good")) + ".example.org";
            case 4 ->
                one(List.of("", "::ffff:", "addr=", "198.51.100.7,"))
                        + one(List.of("198.51.100.", "198.51.100.0", "198.51.100.1.", "a198.51.100."))
                        + random.nextInt(30)
                        + one(List.of("", ":443", ".", "x"))
                        + (random.nextInt(4) == 0 ? " ::FFFF:c633:64" + one(List.of("07", "1a", "0b")) : "");
            case 5 -> "HKLM\\Software\\" + word();
            case 6 -> "HKU\\S-1-5-21-1-2-3-1001\\Software\\" + word() + "\\" + word();
            case 7 -> "\\Microsoft\\" + word();
            case 8 -> "SHA256:7I8drb3QzWh/xbRpZ3gnrFSPxPd5aMEVorYat/n+vW" + one(List.of("o", "p"));
            case 9 ->
                "MD5=90b94525f53fac3ead8e6a548737155" + random.nextInt(4) + ",IMPHASH=" + "ab".repeat(15) + "c"
                        + random.nextInt(4);
            case 10 -> "S-1-5-21-1-2-3-" + random.nextInt(20);
            default -> word() + (random.nextInt(4) == 0 ? "\n" + word() : "");
        };
        String padded = random.nextInt(4) == 0 ? text + " " + "z".repeat(70) + random.nextInt(9) : text;
        return switch (random.nextInt(4)) {
            case 0 -> padded.toUpperCase(Locale.ROOT);
            case 1 -> padded.toLowerCase(Locale.ROOT);
            default -> padded;
        };
    }

    private Observable wanted() {
        String folded = bzh.vigie.text.LetterCase.fold(word());
        return switch (random.nextInt(19)) {
            case 0 -> new Observable.FilePath("?:\\programdata\\" + folded);
            case 1 -> new Observable.FilePath("*\\" + folded + ".exe");
            case 2 -> new Observable.FileName(folded + "*");
            case 3 -> new Observable.FileName(folded + ".exe");
            case 4 -> new Observable.Command("-k " + folded);
            case 5 -> new Observable.Url("evil.example/" + word());
            case 6 -> new Observable.UserAccount(folded);
            case 7 -> new Observable.Domain("evil.example.org");
            case 8 -> new Observable.Address("198.51.100." + random.nextInt(30));
            case 9 -> new Observable.Cidr("198.51.100.0", 28 + random.nextInt(4));
            case 10 -> new Observable.RegistryKey("hklm\\software\\" + folded + (random.nextBoolean() ? "" : "\\evil"));
            case 11 ->
                new Observable.RegistryValue("hku\\*\\software\\" + folded, "evil", random.nextBoolean() ? "" : "evil");
            case 12 -> new Observable.ScheduledTask(folded);
            case 13 -> new Observable.KeyFingerprint("SHA256:7I8drb3QzWh/xbRpZ3gnrFSPxPd5aMEVorYat/n+vWo");
            case 14 ->
                new Observable.Hash(Observable.Algorithm.MD5, "90b94525f53fac3ead8e6a548737155" + random.nextInt(4));
            case 15 -> new Observable.Sid("S-1-5-21-1-2-3-" + random.nextInt(20));
            case 16 -> new Observable.FileName("w?de.exe");
            case 17 ->
                new Observable.RegistryValue("hklm\\software\\" + folded, "evil", random.nextBoolean() ? "" : "evil");
            default -> new Observable.Service(folded);
        };
    }

    private static Listed listed(Observable what) {
        Indicator indicator =
                new Indicator(what, "CERT", "", Tlp.GREEN, 50, Optional.empty(), Optional.empty(), false, true);
        return new Listed(Listed.id(Optional.empty(), indicator), Optional.empty(), indicator, Instant.EPOCH, "test");
    }

    private static Event some() {
        return new Event.DnsAnswer(
                Specimens.moment(1),
                "test",
                Observed.missed(Observed.Why.NOT_OFFERED),
                Observed.missed(Observed.Why.NOT_OFFERED),
                "",
                "A",
                List.of());
    }

    private Stored event(int number) {
        Map<String, String> fields = new LinkedHashMap<>();
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            fields.put(one(FIELDS), value());
        }
        if (random.nextInt(4) == 0) {
            fields.put(
                    "location",
                    random.nextInt(4) == 0
                            ? "else"
                            : one(List.of(NamedLocation.values())).id());
            fields.put(
                    "name", one(List.of("", "staff/", "x.wants/")) + word() + one(List.of("", ".service:ExecStart")));
            fields.put("source", "HKLM\\SYSTEM\\CurrentControlSet\\Services\\" + word() + "\\Parameters");
        } else if (random.nextInt(4) == 0) {
            fields.put("source", one(List.of("HKLM\\SOFTWARE\\", "HKU\\S-1-5-21-1-2-3-1001\\Software\\")) + word());
            fields.put("name", one(List.of("Evil", "tool")));
            fields.put("value", one(List.of("x evil", "good")));
        }
        return new Stored(
                Specimens.agent(1).text() + "/e/1/" + number + "/0",
                Specimens.agent(1),
                number % 3 == 0 ? QUIMPER : BREST,
                Specimens.minute(number % 5_000),
                some(),
                fields);
    }

    private static List<String> seen(Watchlist list, Hit hit) {
        return list.seenIn(hit.fields()).stream()
                .map(each -> hit.id() + " " + each.listed().id() + " " + each.field())
                .toList();
    }

    @Test
    void theIndexGivesWhatReadingEveryEventGives() {
        try (EventHistory history = LuceneHistory.open(folder)) {
            int number = 0;
            // Several segments and days, and events that were written again by a replay.
            for (int round = 0; round < 6; round++) {
                List<Stored> some = new ArrayList<>();
                for (int i = 0; i < 400; i++) {
                    some.add(event(random.nextInt(10) == 0 ? random.nextInt(number + 1) : number++));
                }
                history.add(some);
                history.commit("log", round);
            }
            int sightings = 0;
            long given = 0;
            for (int i = 0; i < 150; i++) {
                List<Listed> indicators = new ArrayList<>();
                int many = random.nextInt(8) == 0 ? 80 : 1 + random.nextInt(2);
                for (int j = 0; j < many; j++) {
                    indicators.add(listed(wanted()));
                }
                Watchlist list = new Watchlist(indicators);
                Scope scope = i % 2 == 0 ? new Scope.All() : new Scope.Communes(Set.of(QUIMPER));
                List<String> byReading = new ArrayList<>();
                LongAdder all = new LongAdder();
                history.each(scope, Optional.empty(), Optional.empty(), hit -> {
                    all.increment();
                    byReading.addAll(seen(list, hit));
                    return true;
                });
                LongAdder passed = new LongAdder();
                LongAdder read = new LongAdder();
                List<String> byIndex = new ArrayList<>();
                ValuesAsked asked = ValuesAsked.of(indicators, passed::add).orElseThrow();
                assertTrue(history.each(scope, asked, hit -> {
                    read.increment();
                    byIndex.addAll(seen(list, hit));
                    return true;
                }));
                assertEquals(byReading, byIndex, () -> "" + indicators);
                assertEquals(all.sum(), passed.sum());
                sightings += byReading.size();
                given += many < 3 ? read.sum() : 0;
                assertEquals(
                        read.sum() == 0,
                        history.each(scope, asked, hit -> false),
                        "whoever takes enough is given no more");
            }
            assertTrue(sightings > 5_000, "" + sightings);
            assertTrue(given < 150 * 2_000 / 5, given + " events were read although the index leaves out most");
        }
    }

    /** Of what has one form only, no values are gone through. */
    @Test
    void whatStandsByItselfIsLookedUp() {
        List<Observable> exact = List.of(
                new Observable.Hash(Observable.Algorithm.SHA512, "ab".repeat(64)),
                new Observable.Address("198.51.100.7"),
                new Observable.Domain("evil.example.org"),
                new Observable.Service("evil service"),
                new Observable.UserAccount("anne-marie"),
                new Observable.Sid("S-1-5-21-1-2-3-4"),
                new Observable.ScheduledTask("maj\\evil"),
                new Observable.KeyFingerprint("SHA256:7I8drb3QzWh/xbRpZ3gnrFSPxPd5aMEVorYat/n+vWo"));
        List<Map<String, String>> shown = List.of(
                Map.of("Hashes", "SHA512=" + "AB".repeat(64) + ",MD5=00"),
                Map.of("CommandLine", "ping 198.51.100.7"),
                Map.of("QueryName", "www.Evil.example.ORG"),
                Map.of("ServiceName", "Evil Service"),
                Map.of("User", "MAIRIE\\Anne-Marie"),
                Map.of("UserId", "S-1-5-21-1-2-3-4"),
                Map.of("TaskName", "\\MAJ\\Evil"),
                Map.of("value", "key SHA256:7I8drb3QzWh/xbRpZ3gnrFSPxPd5aMEVorYat/n+vWo rsa"));
        try (EventHistory history = LuceneHistory.open(folder)) {
            List<Stored> events = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                Map<String, String> fields = i < shown.size() ? shown.get(i) : Map.of("CommandLine", "run " + i);
                events.add(new Stored(
                        Specimens.agent(1).text() + "/e/1/" + i + "/0",
                        Specimens.agent(1),
                        BREST,
                        Specimens.minute(1),
                        some(),
                        fields));
            }
            history.add(events);
            history.commit("log", 1);
            for (int i = 0; i < exact.size(); i++) {
                Watchlist list = new Watchlist(List.of(listed(exact.get(i))));
                Looked looked = new Looked(
                        ValuesAsked.of(List.of(listed(exact.get(i))), n -> {}).orElseThrow());
                List<Map<String, String>> given = new ArrayList<>();
                history.each(new Scope.All(), looked, hit -> {
                    assertEquals(1, list.seenIn(hit.fields()).size());
                    return given.add(hit.fields());
                });
                assertEquals(List.of(shown.get(i)), given);
                assertEquals(0, looked.judged.sum(), exact.get(i)::toString);
            }
        }
    }

    /** Counts the values that are judged. */
    private record Looked(ValuesAsked asked, LongAdder judged) implements EventSearch.Asked {
        Looked(ValuesAsked asked) {
            this(asked, new LongAdder());
        }

        @Override
        public boolean isIn(String field) {
            return asked.isIn(field);
        }

        @Override
        public boolean mayBe(String field, String value) {
            judged.increment();
            return asked.mayBe(field, value);
        }

        @Override
        public List<String> texts() {
            return asked.texts();
        }

        @Override
        public void passed(long events) {
            asked.passed(events);
        }
    }

    @Test
    void aPatternThatAsksForSeveralValuesIsNotAskedOfTheIndex() {
        assertFalse(ValuesAsked.of(List.of(listed(new Observable.Stix("[file:name = 'a' AND file:size = 1]"))), n -> {})
                .isPresent());
    }
}
