/** What is not heard: hosts that fell silent, events that were lost, identities that cannot be trusted. */
@NullMarked
package bzh.vigie.collector.detect.silence;

import org.jspecify.annotations.NullMarked;
