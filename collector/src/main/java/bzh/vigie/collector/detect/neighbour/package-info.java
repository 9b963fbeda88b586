/** What events tell of machines around their hosts. */
@NullMarked
package bzh.vigie.collector.detect.neighbour;

import org.jspecify.annotations.NullMarked;
