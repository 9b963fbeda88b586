/** Tests of signing in. */
@NullMarked
package bzh.vigie.collector.console.sign;

import org.jspecify.annotations.NullMarked;
