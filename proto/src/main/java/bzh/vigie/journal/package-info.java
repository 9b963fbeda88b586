/** An append-only, numbered journal on disk: a lane of the agent's spool and the collector's ingest log are both one. */
@NullMarked
package bzh.vigie.journal;

import org.jspecify.annotations.NullMarked;
