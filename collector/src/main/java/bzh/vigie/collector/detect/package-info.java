/**
 * From the ingest log to alerts: every record is decoded, judged by rules and detectors, and what asks for a person is
 * stored, in one transaction with the position reached.
 */
@NullMarked
package bzh.vigie.collector.detect;

import org.jspecify.annotations.NullMarked;
