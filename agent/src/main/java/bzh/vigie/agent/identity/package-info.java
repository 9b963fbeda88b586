/** Who this agent is: key, certificate, enrolment, and what its machine says of itself (DESIGN.md 5.2). */
@NullMarked
package bzh.vigie.agent.identity;

import org.jspecify.annotations.NullMarked;
