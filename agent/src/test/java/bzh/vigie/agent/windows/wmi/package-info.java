@NullMarked
package bzh.vigie.agent.windows.wmi;

import org.jspecify.annotations.NullMarked;
