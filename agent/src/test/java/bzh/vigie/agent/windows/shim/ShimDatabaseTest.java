package bzh.vigie.agent.windows.shim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.windows.Mutations;
import bzh.vigie.agent.windows.shim.ShimDatabase.Program;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ShimDatabaseTest {
    @Test
    void whatIsDoneToProgramsIsRead() {
        ShimDatabase database = ShimDatabase.parse(sample());
        assertEquals(0, database.malformed());
        assertEquals("base de test", database.name());
        assertEquals("{0b2f1d2c-9f3a-4d55-8c11-2f6a7b8c9d0e}", database.id());
        assertEquals(
                List.of(
                        "putty.exe|PuTTY|InjectDll C:\\ProgramData\\é.dll",
                        "sethc.exe|Windows|RedirectEXE C:\\Windows\\cmd.exe",
                        "*|all|patch p",
                        "old.exe|Old|WinXPSP2VersionLie",
                        "own.exe|Own|OwnShim from own.dll"),
                database.programs().stream()
                        .map(p -> p.file() + "|" + p.application() + "|"
                                + p.fixes().getFirst().text())
                        .toList());
        assertEquals(
                List.of(true, true, true, false, true),
                database.programs().stream().map(Program::injects).toList());
    }

    @Test
    void whatIsNoDatabaseIsCounted() {
        assertEquals(1, ShimDatabase.parse(new byte[64]).malformed());
        assertFalse(ShimDatabase.is(new byte[3]));
        assertTrue(ShimDatabase.is(sample()));
    }

    @Test
    void textsThatAreReferredToManyTimesAreBounded() {
        ShimWriter writer = new ShimWriter();
        String[] fixes = new String[200];
        for (int i = 0; i < fixes.length; i++) {
            fixes[i] = "n" + i + "|" + "x".repeat(4_000);
        }
        for (int i = 0; i < 10; i++) {
            writer.program(i + ".exe", "", fixes);
        }
        byte[] bytes = writer.toBytes();
        assertTrue(bytes.length < 200_000);
        ShimDatabase database = ShimDatabase.parse(bytes);
        assertTrue(database.malformed() > 0);
        int kept = database.programs().stream()
                .flatMap(p -> p.fixes().stream())
                .mapToInt(f -> f.commandLine().length())
                .sum();
        assertTrue(kept > 3_000_000 && kept <= 4 << 20, kept + " units");
    }

    @Test
    void brokenDatabasesGiveWhatCanBeRead() {
        Mutations.forEach(sample(), 20_000, ShimDatabase::parse);
    }

    private static byte[] sample() {
        return new ShimWriter()
                .shim("OwnShim", "own.dll")
                .program("putty.exe", "PuTTY", "InjectDll|C:\\ProgramData\\é.dll")
                .program("sethc.exe", "Windows", "RedirectEXE|C:\\Windows\\cmd.exe")
                .program("*", "all", "!p")
                .program("old.exe", "Old", "WinXPSP2VersionLie")
                .program("own.exe", "Own", "OwnShim")
                .toBytes();
    }
}
