/** Incidents: their phases, what can be concluded and why not more, what was seen again, what waits for a decision. */
@NullMarked
package bzh.vigie.collector.console.incident;

import org.jspecify.annotations.NullMarked;
