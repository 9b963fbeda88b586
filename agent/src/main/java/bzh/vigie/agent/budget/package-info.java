/** What the agent allows itself, and what it says when that is not enough (DESIGN.md 6). */
@NullMarked
package bzh.vigie.agent.budget;

import org.jspecify.annotations.NullMarked;
