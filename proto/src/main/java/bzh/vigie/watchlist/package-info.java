/** The part of a watchlist that agents check by themselves: what a collector writes and an agent compares with (decision 0041). */
@NullMarked
package bzh.vigie.watchlist;

import org.jspecify.annotations.NullMarked;
