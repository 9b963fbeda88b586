package bzh.vigie.collector.detect.logon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.detect.logon.LogonAttempt.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What is remembered is bounded, and what is forgotten is told once a day. */
final class LogonBoundsTest {
    private static final Instant START = Instant.parse("2026-03-02T07:30:00Z");

    private final LogonMemory.Passing memory = new LogonMemory.Passing();

    private List<LogonFinding> take(String account, String address, Outcome outcome, Instant time) {
        return take("host", account, address, outcome, time);
    }

    private List<LogonFinding> take(String host, String account, String address, Outcome outcome, Instant time) {
        return new LogonJudge(memory, "29232", Learning.live(), 100)
                .judge(new LogonReading.Attempted(new LogonAttempt(
                        "4625",
                        host,
                        host,
                        time,
                        account,
                        false,
                        LogonKind.NETWORK,
                        outcome,
                        outcome.name(),
                        List.of(Origin.address(address).orElseThrow()),
                        "",
                        "",
                        0)));
    }

    private long bytes() {
        long bytes = 0;
        for (String table :
                List.of("logon-accounts/29232", "logon-guesses/29232", "logon-learning", "logon-account-counts")) {
            for (Map.Entry<String, byte[]> row : memory.rows(table).entrySet()) {
                bytes += row.getKey().length() + row.getValue().length;
            }
        }
        return bytes;
    }

    @Test
    void accountsThatWereNotUsedForLongestAreForgottenAndThatIsTold() {
        long told = 0;
        for (int i = 0; i < 5_000; i++) {
            for (LogonFinding found :
                    take("user" + i, "10.0.0.1", Outcome.SUCCESS, START.plus(Duration.ofMinutes(i)))) {
                assertEquals(LogonJudge.OVERFLOW, found.rule());
                told++;
            }
            take("regular", "10.0.0.1", Outcome.SUCCESS, START.plus(Duration.ofMinutes(i)));
        }
        assertTrue(told > 10, told + " times");
        assertTrue(memory.rows("logon-accounts/29232").size() <= 101);
        assertTrue(memory.rows("logon-accounts/29232").containsKey("regular"));
    }

    @Test
    void sourcesOfAnAccountAreBounded() {
        int told = 0;
        for (int i = 0; i < 2_000; i++) {
            // A network each, so that none becomes the account's own; all on the Internet would.
            told += take(
                            "lea",
                            "10." + i / 250 + "." + i % 250 + ".1",
                            Outcome.SUCCESS,
                            START.plus(Duration.ofMinutes(i)))
                    .size();
        }
        assertEquals(2_000 - 32, told);
        int row = memory.row("logon-accounts/29232", "lea").orElseThrow().length;
        assertTrue(row < 4_096, row + " bytes");
    }

    @Test
    void guessesAreBoundedWhoeverGuesses() {
        int told = 0;
        for (int i = 0; i < 50_000; i++) {
            String address = "203." + i % 200 + "." + i / 200 % 250 + "." + i % 7;
            told += take("user" + i, address, Outcome.UNKNOWN_USER, START.plusMillis(i))
                    .size();
        }
        assertTrue(told > 1_000, told + " times");
        assertTrue(bytes() < 64 * 128 * 100, bytes() + " bytes");
        for (int i = 0; i < 5_000; i++) {
            take(
                    "user" + i,
                    "203.0.113.9",
                    Outcome.WRONG_PASSWORD,
                    START.plusSeconds(60).plusMillis(i));
        }
        List<LogonFinding> found = take("lea", "203.0.113.9", Outcome.SUCCESS, START.plusSeconds(66));
        assertEquals(
                List.of(LogonJudge.AFTER_FAILURES),
                found.stream().map(LogonFinding::rule).toList());
    }

    @Test
    void namesWithoutEndCostNoMoreThanTheirBound() {
        for (int i = 0; i < 300; i++) {
            take(Origin.word(i + "x".repeat(100_000)), "203.0.113.9", Outcome.WRONG_PASSWORD, START.plusSeconds(i));
        }
        assertTrue(bytes() < 64 * 200, bytes() + " bytes");
    }

    @Test
    void aHostThatMakesUpFailuresMakesNoneOfAnothersForgotten() {
        for (boolean fromThere : List.of(true, false)) {
            String address = fromThere ? "203.0.113.9" : "198.51.100.7";
            for (int i = 0; i < 6; i++) {
                take("TS1", "lea", address, Outcome.WRONG_PASSWORD, START.plusSeconds(i));
            }
            Set<String> filled = new TreeSet<>();
            for (int i = 0; i < 10_000; i++) {
                String from = fromThere ? address : "10." + i / 10_000 + "." + i / 250 % 250 + "." + i % 250;
                take(
                                "PC66",
                                "made up " + i,
                                from,
                                Outcome.UNKNOWN_USER,
                                START.plusSeconds(10).plusMillis(i))
                        .forEach(found ->
                                filled.add(found.rule() + " " + found.evidence().get(LogonFinding.FILLED_BY)));
            }
            assertEquals(fromThere ? Set.of() : Set.of(LogonJudge.OVERFLOW + " PC66"), filled);
            List<LogonFinding> found = take("TS1", "lea", address, Outcome.SUCCESS, START.plusSeconds(30));
            assertEquals(LogonJudge.AFTER_FAILURES, found.getFirst().rule());
            assertTrue(found.toString().contains(Outcome.WRONG_PASSWORD.name()), found.toString());
        }
    }

    @Test
    void aProgramThatGuessesOnManyHostsIsOne() {
        for (int i = 0; i < 20; i++) {
            take("PC" + i, "lea", "10.0.0.9", Outcome.WRONG_PASSWORD, START.plusSeconds(i));
        }
        List<LogonFinding> found = take("TS1", "lea", "10.0.0.9", Outcome.SUCCESS, START.plusSeconds(30));
        assertEquals(
                List.of(LogonJudge.AFTER_FAILURES),
                found.stream().map(LogonFinding::rule).toList());
    }

    @Test
    void aHostThatMakesUpAccountsMakesNoneOfAnothersForgotten() {
        take("TS1", "lea", "10.0.0.1", Outcome.SUCCESS, START);
        for (int i = 0; i < 1_000; i++) {
            take(
                    "PC66",
                    "made up " + i,
                    "10.0.0.9",
                    Outcome.SUCCESS,
                    START.plus(Duration.ofDays(2)).plusSeconds(i));
        }
        assertTrue(memory.rows("logon-accounts/29232").containsKey("lea"));
    }
}
