/** Bytes that somebody else made, given to everything that reads such bytes. */
@NullMarked
package bzh.vigie.agent.fuzz;

import org.jspecify.annotations.NullMarked;
