/** Looks for the indicators of a watchlist in what hosts tell: as it comes, and in what is kept. */
@NullMarked
package bzh.vigie.collector.detect.watchlist;

import org.jspecify.annotations.NullMarked;
