/** Indicators of compromise: read from STIX, MISP, CSV and plain lists, each accepted, refused with a reason, or left for a person to confirm. */
@NullMarked
package bzh.vigie.collector.intel;

import org.jspecify.annotations.NullMarked;
