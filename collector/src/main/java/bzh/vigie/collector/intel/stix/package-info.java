/** Patterns of STIX 2.0 and 2.1 (OASIS, part 5 and section 9): read, checked and evaluated over observations. */
@NullMarked
package bzh.vigie.collector.intel.stix;

import org.jspecify.annotations.NullMarked;
