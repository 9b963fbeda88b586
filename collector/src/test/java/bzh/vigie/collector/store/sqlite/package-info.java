@NullMarked
package bzh.vigie.collector.store.sqlite;

import org.jspecify.annotations.NullMarked;
