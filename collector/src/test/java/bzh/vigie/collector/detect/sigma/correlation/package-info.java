@NullMarked
package bzh.vigie.collector.detect.sigma.correlation;

import org.jspecify.annotations.NullMarked;
