/** What is known again of what was marked. */
@NullMarked
package bzh.vigie.collector.detect.returns;

import org.jspecify.annotations.NullMarked;
