@NullMarked
package bzh.vigie.collector.detect;

import org.jspecify.annotations.NullMarked;
