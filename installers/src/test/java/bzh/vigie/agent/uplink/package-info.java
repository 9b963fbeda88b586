@NullMarked
package bzh.vigie.agent.uplink;

import org.jspecify.annotations.NullMarked;
