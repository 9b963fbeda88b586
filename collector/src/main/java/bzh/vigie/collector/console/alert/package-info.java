/** An alert, and lists of them. */
@NullMarked
package bzh.vigie.collector.console.alert;

import org.jspecify.annotations.NullMarked;
