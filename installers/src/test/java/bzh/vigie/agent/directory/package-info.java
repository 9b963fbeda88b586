@NullMarked
package bzh.vigie.agent.directory;

import org.jspecify.annotations.NullMarked;
