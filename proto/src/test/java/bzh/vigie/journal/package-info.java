@NullMarked
package bzh.vigie.journal;

import org.jspecify.annotations.NullMarked;
