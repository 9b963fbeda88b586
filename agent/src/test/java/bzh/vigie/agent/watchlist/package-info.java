@NullMarked
package bzh.vigie.agent.watchlist;

import org.jspecify.annotations.NullMarked;
