package bzh.vigie.agent.source;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bzh.vigie.agent.source.AuditExecs.Exec;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class AuditExecsTest {
    private final AuditExecs execs = new AuditExecs();

    @Test
    void recordsOfOneEventMakeOneProgram() {
        assertEquals(
                Optional.empty(),
                execs.accept(
                        1300,
                        "audit(1700000000.123:456): arch=c000003e syscall=59 success=yes exit=0 a0=55 a1=56 items=2"
                                + " ppid=7 pid=8 auid=1000 uid=1000 gid=1000 euid=0 suid=0 comm=\"sh\" exe=\"/usr/bin/dash\""
                                + " key=\"exec\""));
        assertEquals(
                Optional.empty(),
                execs.accept(1309, "audit(1700000000.123:456): argc=3 a0=\"sh\" a1=\"-c\" a2=6563686F206869"));
        assertEquals(Optional.empty(), execs.accept(1307, "audit(1700000000.123:456): cwd=\"/\""));
        assertEquals(
                Optional.of(new Exec(8, 7, 0, "/usr/bin/dash", List.of("sh", "-c", "echo hi"))),
                execs.accept(1327, "audit(1700000000.123:456): proctitle=7368"));
        assertEquals(Optional.empty(), execs.accept(1320, "audit(1700000000.123:456): "));
    }

    @Test
    void eventsThatInterleaveAreKeptApart() {
        for (int pid : new int[] {1, 2}) {
            execs.accept(1300, "audit(1.0:" + pid + "): success=yes ppid=9 pid=" + pid + " euid=0 exe=\"/x\"");
        }
        for (int pid : new int[] {2, 1}) {
            execs.accept(1309, "audit(1.0:" + pid + "): argc=1 a0=\"p" + pid + "\"");
        }
        assertEquals(
                List.of("p1"),
                execs.accept(1320, "audit(1.0:1): ").orElseThrow().arguments());
        assertEquals(
                List.of("p2"),
                execs.accept(1320, "audit(1.0:2): ").orElseThrow().arguments());
    }

    @Test
    void anArgumentInPiecesIsPutTogether() {
        execs.accept(1300, "audit(1.0:1): success=yes pid=3");
        execs.accept(1309, "audit(1.0:1): argc=3 a0=\"sh\" a1_len=8 a1[0]=6162 a1[1]=6364 a2=\"end\"");
        assertEquals(
                List.of("sh", "abcd", "end"),
                execs.accept(1320, "audit(1.0:1): ").orElseThrow().arguments());
    }

    @Test
    void aFailedExecIsNoProgram() {
        execs.accept(1300, "audit(1.0:1): success=no pid=3");
        execs.accept(1309, "audit(1.0:1): argc=1 a0=\"sh\"");
        assertEquals(Optional.empty(), execs.accept(1320, "audit(1.0:1): "));
    }

    @Test
    void endlessArgumentsAreCut() {
        execs.accept(1300, "audit(1.0:1): success=yes pid=3");
        StringBuilder body = new StringBuilder("audit(1.0:1): argc=5000");
        for (int i = 0; i < 5_000; i++) {
            body.append(" a").append(i).append("=\"x\"");
        }
        execs.accept(1309, body.toString());
        List<String> arguments =
                execs.accept(1320, "audit(1.0:1): ").orElseThrow().arguments();
        assertEquals(513, arguments.size());
        assertEquals("…", arguments.getLast());
    }

    @Test
    void garbageNeverThrows() {
        SplittableRandom random = new SplittableRandom(7);
        String letters = "audit(1.0:1): a0=\"[]_len 9Fpid=success= ";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder(random.nextBoolean() ? "audit(1.0:1): " : "");
            for (int n = random.nextInt(60); n > 0; n--) {
                text.append(letters.charAt(random.nextInt(letters.length())));
            }
            execs.accept(random.nextBoolean() ? 1300 : 1309, text.toString());
            execs.accept(1320, "audit(1.0:1): ");
        }
    }
}
