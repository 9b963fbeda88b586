/** Shim databases (.sdb) of the application compatibility layer. */
@NullMarked
package bzh.vigie.agent.windows.shim;

import org.jspecify.annotations.NullMarked;
