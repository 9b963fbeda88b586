@NullMarked
package bzh.vigie.agent.windows.program;

import org.jspecify.annotations.NullMarked;
