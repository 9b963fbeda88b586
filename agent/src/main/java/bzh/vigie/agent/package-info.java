/** The agent on a host: source, event, spool, uplink. */
@NullMarked
package bzh.vigie.agent;

import org.jspecify.annotations.NullMarked;
