/** Text for people: what comes from a host made harmless, and messages in French and English. */
@NullMarked
package bzh.vigie.text;

import org.jspecify.annotations.NullMarked;
