package bzh.vigie.collector.store;

import bzh.vigie.collector.detect.fields.SigmaFields;
import bzh.vigie.collector.ingest.IngestLog;
import bzh.vigie.collector.store.EventHistory.Stored;
import bzh.vigie.event.Account;
import bzh.vigie.event.Event;
import bzh.vigie.event.Observed;
import bzh.vigie.event.Observed.Why;
import bzh.vigie.event.ProcessKey;
import java.util.List;
import java.util.Map;

/** Events that a history has, as detection would have put them there. */
public final class PastEvents {
    private final EventHistory history;
    private long number;

    public PastEvents(EventHistory history) {
        this.history = history;
    }

    /** One that was received in that minute. */
    public void add(int host, Commune commune, long minute, Event event) {
        number++;
        history.add(List.of(new Stored(
                Specimens.agent(host).text() + "/0/1/" + number + "/0",
                Specimens.agent(host),
                commune,
                Specimens.minute(minute),
                event,
                SigmaFields.of(event).flat())));
        history.commit(IngestLog.NAME, number);
    }

    /** A process of Linux, by its number and its parent's. */
    public static Event started(long minute, int pid, int parent, String image, String command) {
        return new Event.ProcessStarted(
                Specimens.moment(minute),
                "linux.process.connector",
                new ProcessKey("boot-1", pid, pid),
                Observed.known(new ProcessKey("boot-1", parent, parent)),
                Observed.missed(Why.NOT_OFFERED),
                Observed.known(new Account("0", "root")),
                Observed.known(image),
                Observed.known(command),
                Observed.missed(Why.NOT_OFFERED),
                Observed.missed(Why.NOT_OFFERED),
                Observed.missed(Why.NOT_OFFERED),
                false,
                Map.of());
    }

    /** An answer of DNS. */
    public static Event answered(long minute, String name, String address) {
        return new Event.DnsAnswer(
                Specimens.moment(minute),
                "linux.dns",
                Observed.missed(Why.NOT_OFFERED),
                Observed.missed(Why.NOT_OFFERED),
                name,
                "A",
                List.of(address));
    }

    /** Sysmon's event 11: a process made a file. */
    public static Event created(long minute, String maker, String file) {
        return new Event.LogRecord(
                Specimens.moment(minute),
                "windows.eventlog.sysmon",
                "Microsoft-Windows-Sysmon/Operational",
                "Microsoft-Windows-Sysmon",
                11,
                minute,
                Map.of("ProcessGuid", maker, "Image", "C:\\Windows\\System32\\cmd.exe", "TargetFilename", file));
    }
}
