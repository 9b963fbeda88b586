/** What the package managers of a machine say they installed, read from their databases as files; no command runs. */
@NullMarked
package bzh.vigie.agent.host.packages;

import org.jspecify.annotations.NullMarked;
