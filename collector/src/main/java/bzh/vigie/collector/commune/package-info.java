/** What communes are called. */
@NullMarked
package bzh.vigie.collector.commune;

import org.jspecify.annotations.NullMarked;
