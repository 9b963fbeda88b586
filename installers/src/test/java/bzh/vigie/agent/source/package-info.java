/** What tests of the whole line need of the agent's sources. */
@NullMarked
package bzh.vigie.agent.source;

import org.jspecify.annotations.NullMarked;
