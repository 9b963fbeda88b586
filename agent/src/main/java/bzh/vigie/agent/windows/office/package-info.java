/** Signs of macros in documents of Office. */
@NullMarked
package bzh.vigie.agent.windows.office;

import org.jspecify.annotations.NullMarked;
