@NullMarked
package bzh.vigie.collector.evtx;

import org.jspecify.annotations.NullMarked;
