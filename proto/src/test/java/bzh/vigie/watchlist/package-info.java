@NullMarked
package bzh.vigie.watchlist;

import org.jspecify.annotations.NullMarked;
