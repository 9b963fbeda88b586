package bzh.vigie.collector.detect.logon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.detect.logon.LogonAttempt.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Random histories, late and out of order, against {@link NaiveLogons}; the judge is a new one for each event. The long form
 * (bench/README.md) takes more of them.
 */
final class LogonModelTest {
    private static final List<String> ADDRESSES = List.of(
            "203.0.113.1",
            "203.0.113.2",
            "198.51.100.1",
            "192.0.2.1",
            "192.0.2.2",
            "192.0.2.3",
            "10.0.0.1",
            "10.0.0.2",
            "10.0.0.3",
            "10.0.0.4",
            "10.0.0.5",
            "10.0.1.1",
            "2001:db8::1",
            "fe80::1");

    private static final int HISTORIES = Integer.getInteger("vigie.logon-model.histories", 120);

    private static final List<LogonKind> KINDS = List.of(LogonKind.values());

    private int addresses;
    private int users;
    /** Events that are still to come of somebody who tries one account after the other, or one again and again, from one place. */
    private int trying;

    private Origin tried = Origin.console("");
    private boolean sameAccount;

    private Origin address(Random random) {
        if (trying > 0) {
            return tried;
        }
        return Origin.address(ADDRESSES.get(random.nextInt(addresses))).orElseThrow();
    }

    private static Origin workstation(Random random) {
        return Origin.workstation("PC" + random.nextInt(8)).orElseThrow();
    }

    private LogonReading reading(Random random, Instant time, int guesses) {
        String host = "host" + random.nextInt(3);
        String account = "user" + random.nextInt(users);
        String logonId = "0x" + random.nextInt(4);
        if (random.nextInt(12) == 0) {
            return new LogonReading.Privileged(host, host, time, account, logonId);
        }
        if (trying == 0 && random.nextInt(30) == 0) {
            tried = address(random);
            sameAccount = random.nextBoolean();
            trying = 5 + random.nextInt(30);
        }
        trying = Math.max(0, trying - 1);
        if (trying > 0 && sameAccount) {
            account = "user0";
        }
        LogonKind kind = trying > 0
                ? List.of(LogonKind.SSH, LogonKind.NETWORK).get(random.nextInt(2))
                : KINDS.get(random.nextInt(KINDS.size()));
        List<Origin> origins = new ArrayList<>();
        switch (kind) {
            case CONSOLE -> origins.add(Origin.console(host));
            case LOCAL -> origins.add(Origin.user("user" + random.nextInt(3), host));
            case RDP, SSH -> origins.add(address(random));
            case VALIDATION -> origins.add(random.nextBoolean() ? address(random) : workstation(random));
            case NETWORK -> {
                origins.add(random.nextInt(4) == 0 ? workstation(random) : address(random));
                if (origins.getFirst().type() == Origin.Type.ADDRESS && random.nextBoolean()) {
                    origins.add(workstation(random));
                }
            }
        }
        Outcome outcome = random.nextInt(100) < (trying > 0 ? 88 : guesses)
                ? random.nextInt(5) == 0 ? Outcome.UNKNOWN_USER : Outcome.WRONG_PASSWORD
                : random.nextInt(8) == 0 ? Outcome.REFUSED : Outcome.SUCCESS;
        String witness = kind == LogonKind.VALIDATION ? "4776" : random.nextInt(4) == 0 ? "21" : "4624";
        return new LogonReading.Attempted(new LogonAttempt(
                witness,
                host,
                host,
                time,
                account,
                random.nextInt(30) == 0 || kind == LogonKind.LOCAL,
                kind,
                outcome,
                outcome == Outcome.SUCCESS ? "" : outcome.name(),
                origins,
                logonId,
                kind == LogonKind.LOCAL ? origins.getFirst().name().replaceAll("@.*", "") : "",
                0));
    }

    @Test
    void theJudgeSaysWhatTheWholeHistorySays() {
        Map<String, Integer> rules = new TreeMap<>();
        for (int seed = 0; seed < HISTORIES; seed++) {
            Random random = new Random(seed);
            LogonMemory memory = new LogonMemory.Passing();
            NaiveLogons naive = new NaiveLogons();
            Instant now = Instant.parse("2026-03-02T07:30:00Z");
            int guesses = 10 + random.nextInt(80);
            int busy = 1 + random.nextInt(5);
            addresses = 1 + random.nextInt(ADDRESSES.size());
            users = 1 + random.nextInt(9);
            for (int i = 0; i < 400; i++) {
                now = now.plusSeconds(random.nextInt(8 * busy) == 0 ? random.nextInt(200_000) : random.nextInt(40));
                Instant time = random.nextInt(6) == 0 ? now.minusSeconds(random.nextInt(7_200)) : now;
                LogonReading reading = reading(random, time, guesses);
                LogonJudge judge = new LogonJudge(memory, "29232", Learning.live(), LogonJudge.MOST_ACCOUNTS);
                List<String> said = judge.judge(reading).stream()
                        .map(found -> found.rule() + " " + found.cause())
                        .sorted()
                        .toList();
                List<String> expected = naive.take(reading).stream().sorted().toList();
                assertEquals(expected, said, "seed " + seed + ", event " + i + ": " + reading);
                said.forEach(each -> rules.merge(each.substring(0, each.indexOf(' ')), 1, Integer::sum));
            }
        }
        for (String rule : List.of(
                LogonJudge.AFTER_FAILURES, LogonJudge.NEW_SOURCE, LogonJudge.FROM_INTERNET, LogonJudge.ADMINISTRATOR)) {
            assertTrue(rules.getOrDefault(rule, 0) * 380 > 80 * HISTORIES, rules.toString());
        }
    }
}
