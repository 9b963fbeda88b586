/** What Windows would run: from command lines, libraries and classes to files. */
@NullMarked
package bzh.vigie.agent.persistence.windows;

import org.jspecify.annotations.NullMarked;
