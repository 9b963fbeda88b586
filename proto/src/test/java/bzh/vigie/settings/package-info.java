@NullMarked
package bzh.vigie.settings;

import org.jspecify.annotations.NullMarked;
