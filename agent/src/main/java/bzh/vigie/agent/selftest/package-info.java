/** Harmless specimens that an administrator lets the agent plant, find and remove, to see that it finds. */
@NullMarked
package bzh.vigie.agent.selftest;

import org.jspecify.annotations.NullMarked;
