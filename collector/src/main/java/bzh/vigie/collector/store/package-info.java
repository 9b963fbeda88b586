/** What the collector remembers: the interfaces, and one package per implementation. No SQL outside those. */
@NullMarked
package bzh.vigie.collector.store;

import org.jspecify.annotations.NullMarked;
