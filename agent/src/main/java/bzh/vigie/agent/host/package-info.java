/** The only seam to the machine: small interfaces, each with a live and an offline implementation. */
@NullMarked
package bzh.vigie.agent.host;

import org.jspecify.annotations.NullMarked;
