@NullMarked
package bzh.vigie.agent.host.packages;

import org.jspecify.annotations.NullMarked;
