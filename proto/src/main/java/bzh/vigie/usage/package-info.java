/** What was wrong with a command line, in words: both programs say it alike. Not loaded by the agent's {@code run}. */
@NullMarked
package bzh.vigie.usage;

import org.jspecify.annotations.NullMarked;
