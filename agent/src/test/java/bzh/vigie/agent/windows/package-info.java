@NullMarked
package bzh.vigie.agent.windows;

import org.jspecify.annotations.NullMarked;
