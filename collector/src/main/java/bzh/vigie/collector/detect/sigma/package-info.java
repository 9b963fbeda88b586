/**
 * Sigma (specification 2.1): reading rules, and judging flat records by them. Knows nothing of agents, stores or our own
 * events, so that it can be used on its own.
 */
@NullMarked
package bzh.vigie.collector.detect.sigma;

import org.jspecify.annotations.NullMarked;
