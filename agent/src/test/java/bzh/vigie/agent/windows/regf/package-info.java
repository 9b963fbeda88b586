@NullMarked
package bzh.vigie.agent.windows.regf;

import org.jspecify.annotations.NullMarked;
