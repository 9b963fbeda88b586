/** Keeping the collector: people, programs, agents' certificates, the audit log. */
@NullMarked
package bzh.vigie.collector.console.administration;

import org.jspecify.annotations.NullMarked;
