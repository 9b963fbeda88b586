@NullMarked
package bzh.vigie.agent.windows.shim;

import org.jspecify.annotations.NullMarked;
