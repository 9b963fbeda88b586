package bzh.vigie.agent.windows.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.OutsideProgram;
import bzh.vigie.agent.OutsideProgram.Result;
import bzh.vigie.agent.host.Bytes;
import bzh.vigie.agent.windows.regf.Hive;
import bzh.vigie.agent.windows.regf.HiveWriter;
import bzh.vigie.agent.windows.regf.Key;
import bzh.vigie.agent.windows.regf.RegText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Accounts of SAM as chntpw of the system reads and changes them. */
final class SamWitnessTest {
    private static final String CHNTPW = "/usr/sbin/chntpw";
    private static final String ACCOUNTS = "HKEY_LOCAL_MACHINE\\SAM\\SAM\\Domains\\Account";

    @TempDir
    Path dir;

    private static String hex(byte[] bytes) {
        return "hex:"
                + IntStream.range(0, bytes.length)
                        .mapToObj(i -> HexFormat.of().toHexDigits(bytes[i]))
                        .collect(Collectors.joining(","))
                + "\n";
    }

    private static String account(long rid, int flags, String name, int hash) {
        return "\n[" + ACCOUNTS + "\\Users\\%08X]\n\"F\"=".formatted(rid) + hex(SamValues.f(rid, flags)) + "\"V\"="
                + hex(SamValues.v(name, "", "", hash)) + "\n[" + ACCOUNTS + "\\Users\\Names\\" + name + "]\n@=hex("
                + Long.toHexString(rid) + "):\n";
    }

    private Path sam() throws IOException {
        String text = "Windows Registry Editor Version 5.00\n\n[" + ACCOUNTS + "]\n\"F\"="
                + hex(new byte[240]) + account(500, 0x211, "Administrateur", 20) + account(1001, 0x210, "accueil", 56)
                + account(1002, 0x610, "bloquée", 56);
        return Files.write(
                dir.resolve("SAM"),
                HiveWriter.write(
                        RegText.parse(text).find("HKEY_LOCAL_MACHINE\\SAM").orElseThrow()));
    }

    private static SamUser user(Path sam, long rid) throws IOException {
        try (var channel = Files.newByteChannel(sam)) {
            Key key = Hive.open(Bytes.of(channel), List.of())
                    .ifFound()
                    .orElseThrow()
                    .root()
                    .at("SAM\\Domains\\Account\\Users\\%08X".formatted(rid))
                    .orElseThrow();
            return SamUser.parse(
                            rid,
                            key.value("F").orElseThrow().data(10_000),
                            key.value("V").orElseThrow().data(10_000))
                    .orElseThrow();
        }
    }

    @Test
    void whatIsWrittenHereIsListedByChntpw() throws IOException {
        OutsideProgram.assumeInstalled(CHNTPW);
        Result list = OutsideProgram.run(CHNTPW, "-l", sam().toString());
        assertTrue(list.text().contains("| 01f4 | Administrateur"), list.text());
        assertTrue(list.text().contains("| 03e9 | accueil"), list.text());
    }

    @Test
    void whatChntpwChangesIsRead() throws IOException {
        OutsideProgram.assumeInstalled(CHNTPW);
        Path sam = sam();
        assertTrue(user(sam, 500).flags().contains(SamUser.Flag.DISABLED));
        Result changed = OutsideProgram.run(
                "1\n2\nq\ny\n".getBytes(StandardCharsets.US_ASCII), CHNTPW, "-u", "0x1f4", sam.toString());
        for (String read :
                List.of("Account bits: 0x0211 =", "[X] Disabled", "[X] Pwd don't expir", "Total  login count: 7")) {
            assertTrue(changed.text().contains(read), changed.text());
        }
        assertEquals(Optional.of(false), user(sam, 500).hasPassword(), changed.text());
        assertFalse(user(sam, 500).flags().contains(SamUser.Flag.DISABLED), changed.text());
    }
}
