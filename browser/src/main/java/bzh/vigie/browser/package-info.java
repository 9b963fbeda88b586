/** Browsers without a window, and hands that work in them: what tests look at the pages of the console with. In no package. */
@NullMarked
package bzh.vigie.browser;

import org.jspecify.annotations.NullMarked;
