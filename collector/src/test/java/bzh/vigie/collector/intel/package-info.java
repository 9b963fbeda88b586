@NullMarked
package bzh.vigie.collector.intel;

import org.jspecify.annotations.NullMarked;
