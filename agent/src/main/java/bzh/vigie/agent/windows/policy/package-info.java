/** Group Policy as it lies on a machine: registry policy, scripts, preferences, security templates. */
@NullMarked
package bzh.vigie.agent.windows.policy;

import org.jspecify.annotations.NullMarked;
