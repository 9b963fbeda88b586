/** A region that is made up: a small one that people look at, and a large one that is measured. */
@NullMarked
package bzh.vigie.collector.region;

import org.jspecify.annotations.NullMarked;
