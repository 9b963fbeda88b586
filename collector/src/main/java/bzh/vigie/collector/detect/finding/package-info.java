/** What detectors are given and what they say. */
@NullMarked
package bzh.vigie.collector.detect.finding;

import org.jspecify.annotations.NullMarked;
