/** Packages for each system, and the tests that need both programs. */
@NullMarked
package bzh.vigie.installers;

import org.jspecify.annotations.NullMarked;
