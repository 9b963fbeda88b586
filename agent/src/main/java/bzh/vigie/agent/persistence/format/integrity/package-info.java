/** What a file is like, whatever is in it: rights, and whether it is as shipped. */
@NullMarked
package bzh.vigie.agent.persistence.format.integrity;

import org.jspecify.annotations.NullMarked;
