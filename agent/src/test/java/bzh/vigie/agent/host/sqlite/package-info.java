@NullMarked
package bzh.vigie.agent.host.sqlite;

import org.jspecify.annotations.NullMarked;
