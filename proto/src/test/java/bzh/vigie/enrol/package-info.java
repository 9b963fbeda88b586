@NullMarked
package bzh.vigie.enrol;

import org.jspecify.annotations.NullMarked;
