/** Communes: their hosts, enrolled and expected, and the sheet for the person who installs. */
@NullMarked
package bzh.vigie.collector.console.commune;

import org.jspecify.annotations.NullMarked;
