/** The one place that knows both the records and the generated protobuf classes. */
@NullMarked
package bzh.vigie.wire;

import org.jspecify.annotations.NullMarked;
