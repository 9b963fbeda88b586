@NullMarked
package bzh.vigie.collector.detect.fields;

import org.jspecify.annotations.NullMarked;
