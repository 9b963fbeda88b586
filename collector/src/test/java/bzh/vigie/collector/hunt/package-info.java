@NullMarked
package bzh.vigie.collector.hunt;

import org.jspecify.annotations.NullMarked;
