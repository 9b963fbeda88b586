@NullMarked
package bzh.vigie.agent.budget;

import org.jspecify.annotations.NullMarked;
