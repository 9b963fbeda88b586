/** What every store must do, and what the tests of the collector's other packages fill stores with. */
@NullMarked
package bzh.vigie.collector.store;

import org.jspecify.annotations.NullMarked;
