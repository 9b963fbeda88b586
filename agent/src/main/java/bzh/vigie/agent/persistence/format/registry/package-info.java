/** Registry keys of one kind each. */
@NullMarked
package bzh.vigie.agent.persistence.format.registry;

import org.jspecify.annotations.NullMarked;
