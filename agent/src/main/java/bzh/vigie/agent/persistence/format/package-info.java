/** One parser per file format: pure and total, from a file as it was read to what it would run. */
@NullMarked
package bzh.vigie.agent.persistence.format;

import org.jspecify.annotations.NullMarked;
