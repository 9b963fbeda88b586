/** What is told of a script, and what is not. */
@NullMarked
package bzh.vigie.observable;

import org.jspecify.annotations.NullMarked;
