@NullMarked
package bzh.vigie.collector;

import org.jspecify.annotations.NullMarked;
