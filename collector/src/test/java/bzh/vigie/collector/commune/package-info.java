@NullMarked
package bzh.vigie.collector.commune;

import org.jspecify.annotations.NullMarked;
