package bzh.vigie.agent.host.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import bzh.vigie.agent.host.CommandLine;
import bzh.vigie.agent.host.HashedImage;
import bzh.vigie.agent.host.ProcessFacts;
import bzh.vigie.agent.host.ProcessNotices;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.event.Observed;
import bzh.vigie.event.Sha256;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class LinuxProcessesTest {
    private final LinuxProcesses processes = new LinuxProcesses();

    @Test
    void itsOwnProcessIsToldWithItsProgramAndArguments() throws Exception {
        int own = (int) ProcessHandle.current().pid();
        ProcessFacts facts = processes.facts(own);
        Path java = Path.of("/proc/self/exe").toRealPath();
        assertEquals(Observed.known(java.toString()), facts.image());
        var arguments = (CommandLine.Arguments) facts.commandLine().ifKnown().orElseThrow();
        assertTrue(arguments.all().getFirst().endsWith("java"), facts.toString());
        assertEquals("java", facts.name());
        try (var file = facts.file().orElseThrow()) {
            assertEquals(
                    Observed.known(Sha256.over(Files.readAllBytes(java))),
                    file.hash(1 << 20).map(HashedImage::sha256));
            assertEquals(Files.size(java), file.identity().size());
        }
    }

    @Test
    void everyRunningProcessIsListedOnce() {
        Set<Integer> seen = new HashSet<>();
        List<Integer> all = new ArrayList<>();
        processes.running(facts -> {
            all.add(facts.pid());
            seen.add(facts.pid());
        });
        assertTrue(seen.contains((int) ProcessHandle.current().pid()));
        assertTrue(seen.contains(1));
        assertEquals(seen.size(), all.size());
    }

    @Test
    void shortLivedProcessesAreNoticed() throws Exception {
        ProcessNotices notices = null;
        try {
            notices = processes.notices();
        } catch (Refused e) {
            abort("no right to listen to the process connector here: " + e.getMessage());
        }
        try (ProcessNotices open = notices) {
            Process shell = new ProcessBuilder(
                            "/bin/sh", "-c", "i=0; while [ $i -lt 200 ]; do i=$((i+1)); /bin/true $i; done")
                    .start();
            Count count = new Count((int) shell.pid());
            while (!count.ended) {
                open.next(count);
            }
            assertEquals(200, count.executed);
            assertEquals(0, count.lost);
        }
    }

    private static final class Count implements ProcessNotices.Watcher {
        private final int shell;
        private final Set<Integer> children = new HashSet<>();
        private int executed;
        private long lost;
        private boolean ended;

        Count(int shell) {
            this.shell = shell;
        }

        @Override
        public void forked(int parentPid, int pid, long ticks) {
            if (parentPid == shell) {
                children.add(pid);
            }
        }

        @Override
        public boolean admits() {
            return true;
        }

        @Override
        public void executed(int pid, long ticks, ProcessFacts facts) {
            facts.file().ifPresent(file -> file.close());
            if (children.contains(pid)) {
                executed++;
                facts.startTicks().ifPresent(start -> assertTrue(ticks - start <= 100, start + " and " + ticks));
            }
        }

        @Override
        public void exited(int pid, int exitCode) {
            ended |= pid == shell;
        }

        @Override
        public void lost(long atMost) {
            lost += atMost;
        }
    }
}
