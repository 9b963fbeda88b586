@NullMarked
package bzh.vigie.collector.detect.variation;

import org.jspecify.annotations.NullMarked;
