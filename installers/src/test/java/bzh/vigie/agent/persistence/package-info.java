@NullMarked
package bzh.vigie.agent.persistence;

import org.jspecify.annotations.NullMarked;
