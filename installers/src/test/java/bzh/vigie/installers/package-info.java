@NullMarked
package bzh.vigie.installers;

import org.jspecify.annotations.NullMarked;
