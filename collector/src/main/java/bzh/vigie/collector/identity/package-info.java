/** Who an agent is: certificate authority, tokens, enrolment, renewal, admission (DESIGN.md 5.2). */
@NullMarked
package bzh.vigie.collector.identity;

import org.jspecify.annotations.NullMarked;
