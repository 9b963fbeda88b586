/**
 * What a Windows program's file tells of itself: its form (PE), its digests, who signed it (Authenticode, embedded or by a
 * catalogue) and what was put where the signature does not look. Bytes in, records out; pure, total and bounded.
 */
@NullMarked
package bzh.vigie.agent.windows.program;

import org.jspecify.annotations.NullMarked;
