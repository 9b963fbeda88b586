/** Tests of what pages are made of. */
@NullMarked
package bzh.vigie.collector.console.route;

import org.jspecify.annotations.NullMarked;
