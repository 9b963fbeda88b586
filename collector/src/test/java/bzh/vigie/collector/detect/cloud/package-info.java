@NullMarked
package bzh.vigie.collector.detect.cloud;

import org.jspecify.annotations.NullMarked;
