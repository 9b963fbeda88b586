@NullMarked
package bzh.vigie.collector.neighbour;

import org.jspecify.annotations.NullMarked;
