/** What servers run or load: web, mail, databases, monitoring, containers, remote access. */
@NullMarked
package bzh.vigie.agent.persistence.format.server;

import org.jspecify.annotations.NullMarked;
