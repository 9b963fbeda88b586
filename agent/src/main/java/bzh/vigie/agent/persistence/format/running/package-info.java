/** What the kernel of a running machine shows of processes, mounts and itself. */
@NullMarked
package bzh.vigie.agent.persistence.format.running;

import org.jspecify.annotations.NullMarked;
