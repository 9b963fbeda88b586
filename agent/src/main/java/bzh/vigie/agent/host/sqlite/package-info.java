/** SQLite database files read without SQLite: rows of tables by name, what its write-ahead log holds included. */
@NullMarked
package bzh.vigie.agent.host.sqlite;

import org.jspecify.annotations.NullMarked;
