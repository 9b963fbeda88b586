/** Jobs of the Background Intelligent Transfer Service. */
@NullMarked
package bzh.vigie.agent.windows.bits;

import org.jspecify.annotations.NullMarked;
