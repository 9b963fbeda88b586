@NullMarked
package bzh.vigie.collector.detect.sigma;

import org.jspecify.annotations.NullMarked;
