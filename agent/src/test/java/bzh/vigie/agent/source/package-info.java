@NullMarked
package bzh.vigie.agent.source;

import org.jspecify.annotations.NullMarked;
