@NullMarked
package bzh.vigie.agent.windows.account;

import org.jspecify.annotations.NullMarked;
