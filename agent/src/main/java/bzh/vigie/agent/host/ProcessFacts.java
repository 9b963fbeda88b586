package bzh.vigie.agent.host;

import bzh.vigie.event.Observed;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What the machine tells of one process at one instant.
 *
 * @param startTicks see {@link bzh.vigie.event.ProcessKey}; empty when the process was gone
 * @param name short name that the kernel keeps (at most 15 bytes on Linux), empty when gone
 * @param uid effective: whose rights it has
 * @param image path of the program as the kernel names it, without the mark for a deleted file
 * @param arguments the argument list, bounded; an over-long one ends in an argument that ends in {@code …}
 * @param kernelThread a thread of the kernel, which has no program
 * @param file the open program file, empty when not asked for or not to be had
 */
public record ProcessFacts(
        int pid,
        OptionalLong startTicks,
        OptionalInt parentPid,
        String name,
        Observed<Integer> uid,
        Observed<String> image,
        Observed<List<String>> arguments,
        boolean kernelThread,
        Optional<OpenImage> file) {}
