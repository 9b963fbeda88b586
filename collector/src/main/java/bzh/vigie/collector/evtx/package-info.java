/** Reader of Windows event log files: {@link bzh.vigie.collector.evtx.EvtxReader} gives {@link bzh.vigie.collector.evtx.EvtxRecord}s. */
@NullMarked
package bzh.vigie.collector.evtx;

import org.jspecify.annotations.NullMarked;
