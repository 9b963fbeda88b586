package bzh.vigie.collector.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bzh.vigie.collector.detect.fields.EventTime;
import bzh.vigie.collector.store.Alerts.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logons of files: the logs are their own history, in whatever order they are read. */
final class OfflineLogonsTest {
    private static final Instant START = Instant.parse("2026-03-02T07:30:00Z");

    private final List<String> lines = new ArrayList<>();

    private void windows(Instant time, String eventId, String fields) {
        lines.add("{\"Channel\":\"Security\",\"EventID\":" + eventId
                + ",\"Computer\":\"TS1.mairie.lan\",\"SystemTime\":\"" + time + "\"," + fields + "}");
    }

    private void desktop(Instant time, String user, String address) {
        windows(
                time,
                "4624",
                "\"TargetUserSid\":\"S-1-5-21-1-2-3-1105\",\"TargetUserName\":\"%s\",\"LogonType\":10,\"IpAddress\":\"%s\""
                        .formatted(user, address));
    }

    private void failure(Instant time, String user, String address) {
        windows(
                time,
                "4625",
                ("\"TargetUserSid\":\"S-1-0-0\",\"TargetUserName\":\"%s\",\"LogonType\":3,\"IpAddress\":\"%s\","
                                + "\"Status\":\"0xc000006d\",\"SubStatus\":\"0xc000006a\",\"WorkstationName\":\"KALI\"")
                        .formatted(user, address));
    }

    private List<Offline.Result> found(Path folder) throws IOException {
        Collections.shuffle(lines, new Random(3));
        List<Offline.Result> results = new ArrayList<>();
        Offline offline = new Offline(ShippedRules.load(), results::add);
        int half = lines.size() / 2;
        for (List<String> part : List.of(lines.subList(0, half), lines.subList(half, lines.size()))) {
            Path file = folder.resolve("part" + part.hashCode() + ".jsonl");
            Files.write(file, part);
            Offline one = offline.fork(results::add);
            one.events(file);
            offline.join(one);
        }
        assertEquals(0, offline.tally().bad());
        offline.end();
        assertEquals(0, offline.untimed());
        return results.stream()
                .filter(each -> each.rule().contains("-logon-")
                        || each.rule().contains("-internet")
                        || each.rule().contains("new-source"))
                .toList();
    }

    private void days(int days) {
        for (int day = 0; day < days; day++) {
            for (int user = 0; user < 20; user++) {
                desktop(START.plus(Duration.ofDays(day)).plusSeconds(user), "user" + user, "10.1.0." + user);
            }
        }
    }

    /** Of 20 seconds of a log, all of which is learnt: no hand types a hundred passwords in that time. */
    @Test
    void aHundredFailuresAndASuccessAreToldInALogThatIsLearntWhole(@TempDir Path folder) throws IOException {
        desktop(START, "chef", "10.1.2.3");
        for (int i = 0; i < 100; i++) {
            failure(START.plusSeconds(60).plusMillis(i * 200L), "chef", "10.1.2.3");
        }
        desktop(START.plusSeconds(81), "chef", "10.1.2.3");
        desktop(START.plusSeconds(90), "chef", "10.1.2.3");
        assertEquals(
                List.of("vigie-logon-after-failures"),
                found(folder).stream().map(Offline.Result::rule).toList());
    }

    @Test
    void aSlowHandAtAPcOfItsOwnIsNotGuessing(@TempDir Path folder) throws IOException {
        desktop(START, "chef", "10.1.2.3");
        for (int i = 0; i < 20; i++) {
            failure(START.plusSeconds(60 + i * 10L), "chef", "10.1.2.3");
        }
        desktop(START.plusSeconds(300), "chef", "10.1.2.3");
        assertEquals(List.of(), found(folder));
    }

    @Test
    void aRemoteDesktopFromThePublicInternetIsToldInALogThatIsLearntWhole(@TempDir Path folder) throws IOException {
        desktop(START, "user1", "10.1.2.3");
        desktop(START.plusSeconds(60), "user1", "203.0.113.9");
        desktop(START.plusSeconds(120), "user1", "203.0.113.9");
        assertEquals(
                List.of("vigie-desktop-from-internet"),
                found(folder).stream().map(Offline.Result::rule).toList());
    }

    @Test
    void theFirstHalfOfALogIsLearntAndTheRestIsJudged(@TempDir Path folder) throws IOException {
        days(20);
        // Learnt: within the first ten days.
        desktop(START.plus(Duration.ofDays(2)), "user1", "10.2.0.1");
        desktop(START.plus(Duration.ofDays(15)), "user1", "10.2.0.1");
        desktop(START.plus(Duration.ofDays(15)), "user2", "10.3.0.2");
        desktop(START.plus(Duration.ofDays(16)), "user2", "10.3.0.2");
        List<Offline.Result> found = found(folder);
        assertEquals(
                List.of("vigie-logon-new-source"),
                found.stream().map(Offline.Result::rule).toList());
        Offline.Result only = found.getFirst();
        assertEquals(Severity.LOW, only.severity());
        assertEquals("10.3.0.2", only.evidence().get("source_address"));
        assertEquals("TS1.mairie.lan", only.record().value("Computer"));
        assertEquals("4624", only.record().value("EventID"));
        assertEquals(START.plus(Duration.ofDays(15)).toString(), EventTime.text(only.record()));
    }

    @Test
    void guessesAreToldInAShortLogToo(@TempDir Path folder) throws IOException {
        for (int i = 0; i < 12; i++) {
            failure(START.plusSeconds(i), "user" + i % 6, "203.0.113.9");
            failure(START.plusSeconds(i), "lea", "203.0.113.10");
        }
        desktop(START.plusSeconds(60), "user3", "203.0.113.9");
        desktop(START.plusSeconds(60), "yann", "10.1.0.11");
        List<Offline.Result> found = found(folder);
        assertEquals(
                List.of("vigie-logon-after-failures"),
                found.stream().map(Offline.Result::rule).toList());
        assertEquals("user3", found.getFirst().evidence().get("account"));
        assertEquals("12", found.getFirst().evidence().get("failures"));
    }

    @Test
    void logonsOfLinuxAreJudgedLikewiseAndOnesWithoutATimeAreCounted(@TempDir Path folder) throws IOException {
        for (int i = 0; i < 6; i++) {
            lines.add(
                    ("{\"kind\":\"logon\",\"sensor\":\"linux.logon\",\"host\":\"srv\",\"time\":\"%s\",\"action\":\"%s\","
                                    + "\"type\":\"ssh\",\"account\":\"root\",\"source_address\":\"203.0.113.9\",\"method\":\"password\"}")
                            .formatted(START.plusSeconds(i), i < 5 ? "failed" : "logon"));
        }
        assertEquals(
                List.of("vigie-logon-after-failures"),
                found(folder).stream().map(Offline.Result::rule).toList());
        Path file = folder.resolve("timeless.jsonl");
        Files.writeString(
                file,
                "{\"kind\":\"logon\",\"action\":\"logon\",\"type\":\"ssh\",\"account\":\"a\",\"source_address\":\"203.0.113.9\"}\n");
        Offline offline = new Offline(ShippedRules.load(), ignored -> {});
        offline.events(file);
        offline.end();
        assertEquals(1, offline.untimed());
    }
}
