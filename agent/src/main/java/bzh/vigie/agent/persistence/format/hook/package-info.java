/** What other programs run on an occasion: package managers, networks, git, Python, logrotate. */
@NullMarked
package bzh.vigie.agent.persistence.format.hook;

import org.jspecify.annotations.NullMarked;
