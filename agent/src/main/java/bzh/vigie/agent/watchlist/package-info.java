/** The watchlist that a collector gave the agent to check by itself (decision 0041): kept, compared with what is read anyway, told. */
@NullMarked
package bzh.vigie.agent.watchlist;

import org.jspecify.annotations.NullMarked;
