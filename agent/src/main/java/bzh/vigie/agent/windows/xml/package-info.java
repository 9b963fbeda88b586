/** Text and XML as Windows writes them, bounded and without anything from outside the document. */
@NullMarked
package bzh.vigie.agent.windows.xml;

import org.jspecify.annotations.NullMarked;
