/** What happens on a host, and what makes code run again there: the records both sides share. */
@NullMarked
package bzh.vigie.event;

import org.jspecify.annotations.NullMarked;
