@NullMarked
package bzh.vigie.agent.windows.task;

import org.jspecify.annotations.NullMarked;
