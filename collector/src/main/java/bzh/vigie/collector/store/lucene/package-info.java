/** The event history in Lucene, one index per day of receipt. */
@NullMarked
package bzh.vigie.collector.store.lucene;

import org.jspecify.annotations.NullMarked;
