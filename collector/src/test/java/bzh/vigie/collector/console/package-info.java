/** Tests of the console. */
@NullMarked
package bzh.vigie.collector.console;

import org.jspecify.annotations.NullMarked;
