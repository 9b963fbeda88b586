@NullMarked
package bzh.vigie.agent.windows.xml;

import org.jspecify.annotations.NullMarked;
