/** Which places are read, one line each, in one file per family. */
@NullMarked
package bzh.vigie.agent.persistence.catalogue;

import org.jspecify.annotations.NullMarked;
