/** Registry hives (regf), as they lie on a disk, with the logs beside them. */
@NullMarked
package bzh.vigie.agent.windows.regf;

import org.jspecify.annotations.NullMarked;
