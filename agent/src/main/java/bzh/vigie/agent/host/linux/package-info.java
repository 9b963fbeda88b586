/** The machine, when it is a running Linux: the only place for native calls and for starting commands. */
@NullMarked
package bzh.vigie.agent.host.linux;

import org.jspecify.annotations.NullMarked;
