@NullMarked
package bzh.vigie.agent;

import org.jspecify.annotations.NullMarked;
