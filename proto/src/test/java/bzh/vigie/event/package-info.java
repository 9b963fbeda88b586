@NullMarked
package bzh.vigie.event;

import org.jspecify.annotations.NullMarked;
