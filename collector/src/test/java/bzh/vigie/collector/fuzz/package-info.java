/** Readers of what others wrote, under Jazzer. */
@NullMarked
package bzh.vigie.collector.fuzz;

import org.jspecify.annotations.NullMarked;
