package bzh.vigie.agent.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.offline.MountedWindows;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Programs in registry values. Each was encoded by a tool of Debian (base64, xxd, od, gzip) and put into the hive by hivexregedit; its digest is
 * sha256sum's.
 */
class StoredProgramsTest {
    private static final Path PROGRAM =
            Path.of("src/test/resources/bzh/vigie/agent/windows/program/specimens/unsigned.exe");
    private static final String LOCATION = "windows.registry.program";

    @TempDir
    private Path folder;

    @Test
    void aProgramIsFoundHoweverAnotherToolEncodedIt() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/hivexregedit")), "hivexregedit is not installed");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/xxd")), "xxd is not installed");
        WindowsTree.make(folder, "");
        String program = PROGRAM.toString();
        StringBuilder reg = new StringBuilder("Windows Registry Editor Version 5.00\n");
        key(reg, "Plain", "hex:" + shell("xxd -p -c0 \"$1\" | sed 's/../&,/g;s/,$//'", program));
        key(reg, "Base64", text(shell("base64 -w0 \"$1\"", program)));
        key(reg, "Lines", text(shell("base64 -w76 \"$1\" | tr '\\n' ' '", program)));
        key(reg, "Reversed", text(shell("base64 -w0 \"$1\" | rev", program)));
        key(reg, "Hexadecimal", text(shell("xxd -p -c0 \"$1\"", program)));
        key(reg, "Upper", text(shell("xxd -p -u -c0 \"$1\" | sed 's/../0x&,/g'", program)));
        key(reg, "Decimal", text(shell("od -An -v -tu1 -w100000 \"$1\"", program)));
        key(reg, "Compressed", text(shell("gzip -nc \"$1\" | base64 -w0", program)));
        key(reg, "Picture", text(shell("head -c 3000 /bin/ls | base64 -w0", program)));
        Path text = Files.writeString(folder.resolve("added.reg"), reg);
        Path hive = folder.resolve("Windows/System32/config/SOFTWARE");
        String ignored = shell(
                "hivexregedit --merge --prefix 'HKEY_LOCAL_MACHINE\\SOFTWARE' \"$1\" \"$2\"",
                hive.toString(),
                text.toString());
        String digest = shell("sha256sum < \"$1\" | cut -c1-64", program).strip();
        String unpacked =
                shell("gzip -nc \"$1\" | sha256sum | cut -c1-64", program).strip();
        long size = Files.size(PROGRAM);
        assertEquals(
                Stream.of(
                                "Base64: program as Base64; " + size + " bytes; sha256 " + digest,
                                "Compressed: compressed as Base64; "
                                        + shell("gzip -nc \"$1\" | wc -c", program)
                                                .strip() + " bytes; sha256 " + unpacked,
                                "Decimal: program as decimal numbers; " + size + " bytes; sha256 " + digest,
                                "Hexadecimal: program as hexadecimal; " + size + " bytes; sha256 " + digest,
                                "Lines: program as Base64; " + size + " bytes; sha256 " + digest,
                                "Plain: program; " + size + " bytes; sha256 " + digest,
                                "Reversed: program as reversed Base64; " + size + " bytes; sha256 " + digest,
                                "Upper: program as hexadecimal; " + size + " bytes; sha256 " + digest)
                        .toList(),
                WindowsTree.items(folder).stream()
                        .filter(item -> item.location().equals(LOCATION))
                        .map(item -> item.source().replaceFirst("^.*\\\\", "") + ": " + item.value())
                        .sorted()
                        .toList());
    }

    @Test
    void moreKeysThanAPassMayLookAtAreToldAndTheNearestAreRead() throws IOException {
        StringBuilder reg = new StringBuilder("Windows Registry Editor Version 5.00\n");
        for (int i = 0; i < 200; i++) {
            for (int j = 0; j < 110; j++) {
                reg.append("\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\Vendor\\P")
                        .append(i)
                        .append("\\K")
                        .append(j)
                        .append("]\n");
            }
        }
        reg.append("\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\Zz]\n\"s\"=\"")
                .append("$b = [Convert]::FromBase64String($x); [Reflection.Assembly]::Load($b)".repeat(2))
                .append("\"\n");
        WindowsTree.make(folder, reg.toString());
        List<String> found = scan();
        assertTrue(found.getFirst().contains("\"source\":\"HKLM\\\\SOFTWARE\\\\Zz\""), found::toString);
        assertTrue(found.getLast().contains("\"status\":\"partial\",\"reason\":\"too-large\""), found::toString);
        assertEquals(2, found.size());
    }

    private List<String> scan() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Machine machine = MountedWindows.open(folder).ifFound().orElseThrow();
                ScanLines lines = new ScanLines(out)) {
            Scan.of(machine, Trees.CLOCK, LOCATION::equals, lines);
        }
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private static void key(StringBuilder reg, String name, String value) {
        reg.append("\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\")
                .append(name)
                .append("]\n\"v\"=")
                .append(value)
                .append('\n');
    }

    private static String text(String content) {
        return '"' + content.strip() + '"';
    }

    private static String shell(String script, String... arguments) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Stream.concat(Stream.of("/bin/sh", "-c", script, "sh"), Stream.of(arguments))
                                .toList())
                .redirectErrorStream(true)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), out);
        return out.strip();
    }
}
