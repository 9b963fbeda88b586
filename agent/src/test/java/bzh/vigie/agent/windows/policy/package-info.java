@NullMarked
package bzh.vigie.agent.windows.policy;

import org.jspecify.annotations.NullMarked;
