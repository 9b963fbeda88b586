@NullMarked
package bzh.vigie.agent.host.windows;

import org.jspecify.annotations.NullMarked;
