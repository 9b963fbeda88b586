/** Exports of Microsoft 365 and Entra: how they are read, under which Sigma log sources their records are judged, and what is kept of them. */
@NullMarked
package bzh.vigie.collector.detect.cloud;

import org.jspecify.annotations.NullMarked;
