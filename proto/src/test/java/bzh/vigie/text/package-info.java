@NullMarked
package bzh.vigie.text;

import org.jspecify.annotations.NullMarked;
