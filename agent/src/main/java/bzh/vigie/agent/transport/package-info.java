/** One TLS connection to a collector, made directly or through a proxy, and the frames on it. */
@NullMarked
package bzh.vigie.agent.transport;

import org.jspecify.annotations.NullMarked;
