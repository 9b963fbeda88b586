/**
 * Evaluates Sigma correlations over what rules hold of, event by event, with bounded state. Knows nothing of agents and
 * stores: state goes in and out as bytes.
 */
@NullMarked
package bzh.vigie.collector.detect.sigma.correlation;

import org.jspecify.annotations.NullMarked;
