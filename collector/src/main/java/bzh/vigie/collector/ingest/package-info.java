/** The ingest log: everything received, in order, on disk before it is acknowledged (DESIGN.md 5.6). */
@NullMarked
package bzh.vigie.collector.ingest;

import org.jspecify.annotations.NullMarked;
