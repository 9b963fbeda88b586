/** Where code that runs again can live, how it is read, what is there now and what changed. */
@NullMarked
package bzh.vigie.agent.persistence;

import org.jspecify.annotations.NullMarked;
