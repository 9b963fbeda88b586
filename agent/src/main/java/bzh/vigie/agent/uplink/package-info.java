/** Leases batches from the spool, sends them, and releases them when the collector has them on disk (DESIGN.md 5.1). */
@NullMarked
package bzh.vigie.agent.uplink;

import org.jspecify.annotations.NullMarked;
