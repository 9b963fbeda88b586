@NullMarked
package bzh.vigie.agent.spool;

import org.jspecify.annotations.NullMarked;
