/** Detectors over several events: what no single record shows. */
@NullMarked
package bzh.vigie.collector.detect.behaviour;

import org.jspecify.annotations.NullMarked;
