package bzh.vigie.agent.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.host.Refused;
import bzh.vigie.event.Moment;
import bzh.vigie.event.ReasonCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TryingTest {
    private static final Instant START = Instant.parse("2026-03-02T08:00:30Z");
    private static final Duration LONG = Duration.ofDays(1);
    private static final String SOURCE = "windows.trace";

    @TempDir
    private Path folder;

    private static Moment at(String bootId, Duration after) {
        return new Moment(START.plus(after), bootId, 0);
    }

    private Trying begin(String bootId, Duration after) throws Refused {
        return Trying.begin(folder, SOURCE, at(bootId, after), LONG);
    }

    private Refused leftOff(String bootId, Duration after) {
        return assertThrows(Refused.class, () -> begin(bootId, after));
    }

    private Path mark() {
        return folder.resolve("trying-" + SOURCE);
    }

    /** As begun, and then the process was gone. */
    private void crash(String bootId, Duration after) throws Refused {
        Trying _ = begin(bootId, after);
    }

    @Test
    void anOrderlyEndLeavesNothing() throws Exception {
        try (Trying _ = begin("a", Duration.ZERO)) {
            assertTrue(Files.exists(mark()));
        }
        assertFalse(Files.exists(mark()));
        begin("a", Duration.ofSeconds(1)).close();
    }

    @Test
    void aMinuteOfLifeForgetsWhatWasBefore() throws Exception {
        Files.writeString(mark(), "trying a 1 0\n");
        try (Trying _ = Trying.begin(folder, SOURCE, at("b", Duration.ZERO), Duration.ofMillis(1))) {
            throw new AssertionError("weight 2 is left off");
        } catch (Refused e) {
            assertEquals(ReasonCode.FALLBACK, e.reason());
        }
        try (Trying _ = Trying.begin(folder, SOURCE, at("b", Duration.ofHours(1)), Duration.ofMillis(1))) {
            while (Files.exists(mark())) {
                Thread.sleep(5);
            }
        }
        assertFalse(Files.exists(mark()));
    }

    @Test
    void aCrashLeavesItOffForAnHourWhateverTheNumberOfStarts() throws Exception {
        crash("a", Duration.ZERO);
        Refused refused = leftOff("a", Duration.ofSeconds(3));
        assertEquals(ReasonCode.FALLBACK, refused.reason());
        assertEquals("left-off|2026-03-02 09:00 UTC|1", refused.detailOr("other"));
        assertEquals(
                "left-off|2026-03-02 09:00 UTC|1",
                leftOff("a", Duration.ofMinutes(10)).detailOr("other"));
        leftOff("another boot", Duration.ofMinutes(40));
        begin("a", Duration.ofSeconds(3_603)).close();
    }

    @Test
    void eachFurtherCrashMakesTheWaitFourTimesAsLongUpToAWeek() throws Exception {
        Duration now = Duration.ZERO;
        for (int hours : new int[] {1, 4, 16, 64, 168, 168}) {
            crash("a", now);
            now = now.plusSeconds(1);
            leftOff("a", now);
            leftOff("a", now.plusHours(hours).minusSeconds(1));
            now = now.plusHours(hours);
        }
    }

    @Test
    void aPowerCutAloneLeavesNothingOffButASecondOneDoes() throws Exception {
        crash("a", Duration.ZERO);
        crash("b", Duration.ofMinutes(1));
        leftOff("c", Duration.ofMinutes(2));
    }

    @Test
    void anOrderlyEndWithinTheMinuteProvesNothingYet() throws Exception {
        crash("a", Duration.ZERO);
        leftOff("a", Duration.ofSeconds(1));
        begin("a", Duration.ofHours(2)).close();
        crash("a", Duration.ofHours(3));
        Refused refused = leftOff("a", Duration.ofHours(3).plusSeconds(1));
        assertEquals("left-off|2026-03-02 15:00 UTC|2", refused.detailOr(""));
    }

    @Test
    void aWallClockThatWasSetBackByYearsWaitsNoLonger() throws Exception {
        crash("a", Duration.ZERO);
        leftOff("a", Duration.ofSeconds(1));
        leftOff("a", Duration.ofDays(-2_000));
        begin("a", Duration.ofDays(-2_000).plusHours(1)).close();
    }

    @Test
    void sourcesThatEndedTogetherComeBackOneAfterTheOther() throws Exception {
        for (String source : new String[] {"one", "two"}) {
            Trying _ = Trying.begin(folder, source, at("a", Duration.ZERO), LONG);
        }
        for (String source : new String[] {"one", "two"}) {
            assertThrows(Refused.class, () -> Trying.begin(folder, source, at("a", Duration.ofSeconds(1)), LONG));
        }
        Duration hour = Duration.ofHours(1).plusSeconds(1);
        try (Trying _ = Trying.begin(folder, "one", at("a", hour), LONG)) {
            assertThrows(Refused.class, () -> Trying.begin(folder, "two", at("a", hour), LONG));
            Trying.begin(folder, "two", at("a", hour.plusMinutes(10)), LONG).close();
        }
    }

    @Test
    void whatCannotBeUnderstoodCountsAsCutOff() throws Exception {
        for (String rubbish : new String[] {"", "trying", "off a 1000 1\n", "x".repeat(5_000)}) {
            Files.writeString(mark(), rubbish);
            crash("a", Duration.ZERO);
            assertTrue(Files.readString(mark()).startsWith("trying a 1 "), rubbish);
        }
    }

    @Test
    void aFolderThatTakesNothingHindersNoSource() throws Exception {
        Trying.begin(folder.resolve("absent"), SOURCE, at("a", Duration.ZERO), LONG)
                .close();
    }

    /** What a virtual machine that ends in native code leaves, seen from the next one. */
    @Test
    void aProcessThatHaltsIsACrash() throws Exception {
        for (int round = 1; round <= 2; round++) {
            assertEquals(round == 1 ? Child.HALTED : Child.LEFT_OFF, child(), "round " + round);
        }
    }

    private int child() throws IOException, InterruptedException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        folder.toString())
                .inheritIO()
                .start()
                .waitFor();
    }

    /** Tries, and ends like one that was killed. */
    static final class Child {
        static final int HALTED = 42;
        static final int LEFT_OFF = 43;

        private Child() {}

        public static void main(String[] args) {
            int status = LEFT_OFF;
            try {
                Trying trying = Trying.begin(Path.of(args[0]), SOURCE, () -> at("a", Duration.ZERO));
                Objects.requireNonNull(trying);
                status = HALTED;
            } catch (Refused e) {
                status = e.reason() == ReasonCode.FALLBACK ? LEFT_OFF : 1;
            }
            Runtime.getRuntime().halt(status);
        }
    }
}
