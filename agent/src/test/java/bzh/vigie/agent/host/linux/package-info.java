@NullMarked
package bzh.vigie.agent.host.linux;

import org.jspecify.annotations.NullMarked;
