/** Files and stores of Windows' own kinds that say what runs: tasks, WMI, shortcuts. */
@NullMarked
package bzh.vigie.agent.persistence.format.windows;

import org.jspecify.annotations.NullMarked;
