/**
 * The ledger: what was found, decided and watched, chained by hash, and what ties its head to the world outside the collector.
 * Pure but for the request to a time-stamping authority.
 */
@NullMarked
package bzh.vigie.collector.ledger;

import org.jspecify.annotations.NullMarked;
