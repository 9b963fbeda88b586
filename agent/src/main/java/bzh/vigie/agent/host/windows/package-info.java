/** This machine where it is a Windows: the implementations of the interfaces above it, and the only native calls there. */
@NullMarked
package bzh.vigie.agent.host.windows;

import org.jspecify.annotations.NullMarked;
