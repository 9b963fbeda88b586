package bzh.vigie.agent.host;

import bzh.vigie.event.Observed;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What the machine tells of one process at one instant.
 *
 * @param startTicks see {@link bzh.vigie.event.ProcessKey}; empty when the process was gone
 * @param name short name that the kernel keeps (at most 15 bytes on Linux, the file's name on Windows), empty when gone
 * @param accountId whose rights it has: the effective uid in decimal, or the SID
 * @param image path of the program as the kernel names it, without the mark for a deleted file
 * @param commandLine how it was called, bounded
 * @param kernelThread a thread of the kernel or what stands for it in the list of processes, which has no program
 * @param file the open program file, empty when not asked for or not to be had
 */
public record ProcessFacts(
        int pid,
        OptionalLong startTicks,
        OptionalInt parentPid,
        String name,
        Observed<String> accountId,
        Observed<String> image,
        Observed<CommandLine> commandLine,
        boolean kernelThread,
        Optional<OpenImage> file) {}
