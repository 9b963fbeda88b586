/** What agents use of the collector, charged to agent and commune, and what each may use at most. */
@NullMarked
package bzh.vigie.collector.fairness;

import org.jspecify.annotations.NullMarked;
