/**
 * Months of an incident in minutes: agents on machines that are made up, the collector, analysts, an attacker who comes back, and a ledger of
 * what really happened, against which alerts and conclusions are held.
 */
@NullMarked
package bzh.vigie.simulation;

import org.jspecify.annotations.NullMarked;
