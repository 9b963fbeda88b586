@NullMarked
package bzh.vigie.collector.store.lucene;

import org.jspecify.annotations.NullMarked;
