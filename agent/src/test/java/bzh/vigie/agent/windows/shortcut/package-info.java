@NullMarked
package bzh.vigie.agent.windows.shortcut;

import org.jspecify.annotations.NullMarked;
