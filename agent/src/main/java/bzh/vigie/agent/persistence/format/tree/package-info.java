/** JSON, YAML and TOML as a flat list of their scalars. */
@NullMarked
package bzh.vigie.agent.persistence.format.tree;

import org.jspecify.annotations.NullMarked;
