@NullMarked
package bzh.vigie.collector.notify;

import org.jspecify.annotations.NullMarked;
