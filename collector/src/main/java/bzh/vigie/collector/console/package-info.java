/** The console: what people see of the collector in a browser, and what programs read of it. */
@NullMarked
package bzh.vigie.collector.console;

import org.jspecify.annotations.NullMarked;
