@NullMarked
package bzh.vigie.agent.identity;

import org.jspecify.annotations.NullMarked;
