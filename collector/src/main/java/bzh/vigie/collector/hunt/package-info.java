/** Search over the event history: the language, what a search asks and what it gives (docs/hunt.md, decision 0048). */
@NullMarked
package bzh.vigie.collector.hunt;

import org.jspecify.annotations.NullMarked;
