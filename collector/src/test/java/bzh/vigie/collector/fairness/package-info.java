/** Tests of what agents share. */
@NullMarked
package bzh.vigie.collector.fairness;

import org.jspecify.annotations.NullMarked;
