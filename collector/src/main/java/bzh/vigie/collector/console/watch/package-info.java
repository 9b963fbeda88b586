/** Veille: what needs a person now. */
@NullMarked
package bzh.vigie.collector.console.watch;

import org.jspecify.annotations.NullMarked;
