@NullMarked
package bzh.vigie.collector.detect.neighbour;

import org.jspecify.annotations.NullMarked;
