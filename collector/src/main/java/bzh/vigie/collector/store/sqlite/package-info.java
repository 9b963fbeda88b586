/** The store in one SQLite file (WAL) through plain JDBC. All SQL of the collector's state is here and in the migrations. */
@NullMarked
package bzh.vigie.collector.store.sqlite;

import org.jspecify.annotations.NullMarked;
