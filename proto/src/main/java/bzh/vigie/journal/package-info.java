/** Append-only, numbered, checksummed, compressed segments on disk. */
@NullMarked
package bzh.vigie.journal;

import org.jspecify.annotations.NullMarked;
