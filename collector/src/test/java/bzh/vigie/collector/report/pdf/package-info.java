@NullMarked
package bzh.vigie.collector.report.pdf;

import org.jspecify.annotations.NullMarked;
