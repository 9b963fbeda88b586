@NullMarked
package bzh.vigie.agent.transport;

import org.jspecify.annotations.NullMarked;
