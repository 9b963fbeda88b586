@NullMarked
package bzh.vigie.collector.report;

import org.jspecify.annotations.NullMarked;
