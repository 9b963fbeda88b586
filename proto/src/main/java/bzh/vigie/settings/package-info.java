/** Configuration files of both programs: {@code key = value}, and errors that name the key. */
@NullMarked
package bzh.vigie.settings;

import org.jspecify.annotations.NullMarked;
