/** Providers and remote-access tools of communes. */
@NullMarked
package bzh.vigie.collector.console.provider;

import org.jspecify.annotations.NullMarked;
