package bzh.vigie.collector.detect.logon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.detect.logon.LogonAttempt.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is remembered is bounded, and what is forgotten is told once a day. */
final class LogonBoundsTest {
    private static final Instant START = Instant.parse("2026-03-02T07:30:00Z");

    private final LogonMemory.Passing memory = new LogonMemory.Passing();

    private List<LogonFinding> take(String account, String address, Outcome outcome, Instant time) {
        return new LogonJudge(memory, "29232", Learning.live(), 100)
                .judge(new LogonReading.Attempted(new LogonAttempt(
                        "4625",
                        "host",
                        "host",
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
}
