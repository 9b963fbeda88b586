/** Attempts to log on, whoever tells of them, and what is remembered of where accounts log on from. */
@NullMarked
package bzh.vigie.collector.detect.logon;

import org.jspecify.annotations.NullMarked;
