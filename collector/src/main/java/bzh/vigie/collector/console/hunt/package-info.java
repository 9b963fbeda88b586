/** The pages of the hunt: search over the event history (docs/hunt.md). */
@NullMarked
package bzh.vigie.collector.console.hunt;

import org.jspecify.annotations.NullMarked;
