/** The report of an incident and its log book: what is known, what is not, signed; and what verifies it on another machine. */
@NullMarked
package bzh.vigie.collector.report;

import org.jspecify.annotations.NullMarked;
