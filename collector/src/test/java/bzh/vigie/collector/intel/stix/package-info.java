@NullMarked
package bzh.vigie.collector.intel.stix;

import org.jspecify.annotations.NullMarked;
