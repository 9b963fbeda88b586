/** Hosts as people keep them: whose agent is old and how it is upgraded, and what may be decided about one. */
@NullMarked
package bzh.vigie.collector.host;

import org.jspecify.annotations.NullMarked;
