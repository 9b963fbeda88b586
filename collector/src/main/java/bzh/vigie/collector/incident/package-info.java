/** What an incident is made of: its phases and eviction as they stand, the hosts that should be there, the addresses declared. */
@NullMarked
package bzh.vigie.collector.incident;

import org.jspecify.annotations.NullMarked;
