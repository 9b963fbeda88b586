package bzh.vigie.collector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The number is proc(5)'s loginuid, the lines are passwd(5)'s. */
final class SystemUserTest {
    private static final List<String> ACCOUNTS = List.of(
            "root:x:0:0:root:/root:/bin/bash", "anne:x:1000:1000:Anne,,,:/home/anne:/bin/bash", "odd:x:1000", "");

    @Test
    void whoLoggedOnIsNamedAlsoBehindSudo() {
        assertEquals("anne", SystemUser.name("1000", ACCOUNTS, "root"));
        assertEquals("root", SystemUser.name("0", ACCOUNTS, "root"));
        assertEquals("uid 7654", SystemUser.name("7654", ACCOUNTS, "root"));
    }

    @Test
    void whereNobodyLoggedOnTheOwnerOfTheProcessIs() {
        assertEquals("vigie", SystemUser.name("4294967295", ACCOUNTS, "vigie"));
        assertEquals("vigie", SystemUser.name("", List.of(), "vigie"));
        assertEquals("vigie", SystemUser.name("garbage", ACCOUNTS, "vigie"));
    }

    /** What id(1) says of the process, where nobody logged on. */
    @Test
    void itIsTheUserOfThisProcess() throws Exception {
        assumeTrue(
                Files.exists(Path.of("/proc/self/loginuid"))
                        && Files.readString(Path.of("/proc/self/loginuid"))
                                .strip()
                                .equals("4294967295"),
                "somebody logged on");
        String id = new String(
                new ProcessBuilder("/usr/bin/id", "-un")
                        .start()
                        .getInputStream()
                        .readAllBytes(),
                StandardCharsets.UTF_8);
        assertEquals(id.strip(), SystemUser.name());
    }
}
