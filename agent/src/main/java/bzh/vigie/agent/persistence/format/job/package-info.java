/** What runs at a time or as a service: crontabs, at, systemd units. */
@NullMarked
package bzh.vigie.agent.persistence.format.job;

import org.jspecify.annotations.NullMarked;
