/** PDF (ISO 32000-1) as far as a report needs it: text in an embedded TrueType font, lines, areas, and room for a signature. */
@NullMarked
package bzh.vigie.collector.report.pdf;

import org.jspecify.annotations.NullMarked;
