/** Who may do what: security identifiers and descriptors as Windows keeps them. Bytes in, records out. */
@NullMarked
package bzh.vigie.agent.windows.security;

import org.jspecify.annotations.NullMarked;
