/** Readers of Windows' own files: bytes in, records out. Pure, total and bounded; they know nothing of the catalogue. */
@NullMarked
package bzh.vigie.agent.windows;

import org.jspecify.annotations.NullMarked;
