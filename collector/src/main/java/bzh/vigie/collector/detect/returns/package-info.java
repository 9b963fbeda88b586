/** What was marked as the attacker's, seen again: by what of it is known again, and how sure that is (docs/incident.md). */
@NullMarked
package bzh.vigie.collector.detect.returns;

import org.jspecify.annotations.NullMarked;
