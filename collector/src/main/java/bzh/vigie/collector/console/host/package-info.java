/** Hosts: who is enrolled, what is watched on each, and what was there and when. */
@NullMarked
package bzh.vigie.collector.console.host;

import org.jspecify.annotations.NullMarked;
