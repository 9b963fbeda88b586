@NullMarked
package bzh.vigie.agent.host.offline;

import org.jspecify.annotations.NullMarked;
