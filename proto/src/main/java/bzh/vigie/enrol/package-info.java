/** The enrolment token: what one line carries from a collector to a new agent (DESIGN.md 5.2). */
@NullMarked
package bzh.vigie.enrol;

import org.jspecify.annotations.NullMarked;
