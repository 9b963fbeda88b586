/** Machines that were seen by hosts and that no agent watches. */
@NullMarked
package bzh.vigie.collector.neighbour;

import org.jspecify.annotations.NullMarked;
