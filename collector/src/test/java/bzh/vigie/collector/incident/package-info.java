@NullMarked
package bzh.vigie.collector.incident;

import org.jspecify.annotations.NullMarked;
