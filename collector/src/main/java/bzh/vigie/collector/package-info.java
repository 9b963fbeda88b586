/** The central collector: gateway, ingest, detect, store, notify. */
@NullMarked
package bzh.vigie.collector;

import org.jspecify.annotations.NullMarked;
