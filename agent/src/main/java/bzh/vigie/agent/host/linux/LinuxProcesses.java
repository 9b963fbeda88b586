package bzh.vigie.agent.host.linux;

import bzh.vigie.agent.host.ProcessFacts;
import bzh.vigie.agent.host.ProcessNotices;
import bzh.vigie.agent.host.Processes;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.event.ReasonCode;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** The processes of this machine, from {@code /proc} and the process connector. */
public final class LinuxProcesses implements Processes {
    private static final MemorySegment PROC = Arena.global().allocateFrom("/proc");

    @Override
    public void running(Consumer<ProcessFacts> each) {
        ProcReader reader = new ProcReader();
        reader.numbers(PROC, pid -> {
            ProcessFacts facts = reader.facts(pid, false);
            if (facts.startTicks().isPresent()) {
                each.accept(facts);
            }
        });
    }

    @Override
    public void listed(Listed each) {
        new ProcReader().numbers(PROC, pid -> each.process(pid, OptionalLong.empty()));
    }

    @Override
    public OptionalInt startCanary() {
        return AllowedCommands.CANARY
                .start(false)
                .map(process -> OptionalInt.of((int) process.pid()))
                .orElse(OptionalInt.empty());
    }

    @Override
    public ProcessFacts facts(int pid) {
        return new ProcReader().facts(pid, true);
    }

    @Override
    public ProcessNotices notices() throws Refused {
        // Elsewhere the kernel takes the request to listen and stays silent (drivers/connector/cn_proc.c).
        if (!isFirstNamespace("pid", 0xEFFFFFFCL) || !isFirstNamespace("user", 0xEFFFFFFDL)) {
            throw new Refused(ReasonCode.NOT_SUPPORTED, "process connector in a container");
        }
        return ProcessConnector.open();
    }

    /** Inode numbers of the first namespaces are the same on every boot (linux/proc_ns.h). */
    private static boolean isFirstNamespace(String kind, long inode) {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/ns", kind))
                    .toString()
                    .equals(kind + ":[" + inode + "]");
        } catch (IOException e) {
            return true;
        }
    }
}
