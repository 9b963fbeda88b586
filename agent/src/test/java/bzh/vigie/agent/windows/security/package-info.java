@NullMarked
package bzh.vigie.agent.windows.security;

import org.jspecify.annotations.NullMarked;
