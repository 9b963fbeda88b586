/** Who is there: signing in, sessions, second factors. */
@NullMarked
package bzh.vigie.collector.console.sign;

import org.jspecify.annotations.NullMarked;
