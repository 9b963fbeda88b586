/** The machine, when it is a disk or a folder: nothing of it runs. */
@NullMarked
package bzh.vigie.agent.host.offline;

import org.jspecify.annotations.NullMarked;
