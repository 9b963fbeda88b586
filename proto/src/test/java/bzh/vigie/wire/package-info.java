@NullMarked
package bzh.vigie.wire;

import org.jspecify.annotations.NullMarked;
