/** Who comes in from elsewhere to help: remote-access tools and tunnels, by whose instance they are. */
@NullMarked
package bzh.vigie.collector.provider;

import org.jspecify.annotations.NullMarked;
