@NullMarked
package bzh.vigie.collector.evidence;

import org.jspecify.annotations.NullMarked;
