@NullMarked
package bzh.vigie.collector.detect.watchlist;

import org.jspecify.annotations.NullMarked;
