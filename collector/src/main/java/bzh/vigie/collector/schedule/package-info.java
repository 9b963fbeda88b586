/** What of a host starts by itself at a time, and when next: crontabs, at, timers of systemd, tasks of Windows. Pure. */
@NullMarked
package bzh.vigie.collector.schedule;

import org.jspecify.annotations.NullMarked;
