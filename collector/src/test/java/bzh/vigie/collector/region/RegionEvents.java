package bzh.vigie.collector.region;

import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.EventHistory;
import bzh.vigie.collector.store.EventHistory.Stored;
import bzh.vigie.event.Event;
import bzh.vigie.event.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/**
 * Events of a large region that is made up, from a seed: programs, connections, names and logons of all hosts over thirty days, with one rare
 * command in the oldest.
 *
 * @param communes over which the hosts are spread
 */
public record RegionEvents(int communes, int hosts, Instant begin) {
    /** How many days they are of. */
    public static final int DAYS = 30;

    /** The commune of a host by its number. */
    public Commune commune(int host) {
        return new Commune(String.format(Locale.ROOT, "%05d", 20_000 + host % communes));
    }

    /** Writes so many into a history, in order of time. */
    public void write(EventHistory history, long events) {
        Random random = new Random(48);
        Event any = new Event.AgentState(
                new Moment(begin, "bench", 0), "agent", Event.AgentAction.STARTED, Event.StartKind.COLD, "0.1.0", "");
        List<Stored> chunk = new ArrayList<>();
        for (long i = 0; i < events; i++) {
            int host = random.nextInt(hosts);
            chunk.add(new Stored(
                    SampleHost.id(host) + "/1/0/" + i + "/0",
                    SampleHost.id(host),
                    commune(host),
                    begin.plusMillis(
                            (long) ((double) i / events * Duration.ofDays(DAYS).toMillis())),
                    any,
                    fields(random, i, host)));
            if (chunk.size() == 1_000) {
                history.add(chunk);
                chunk.clear();
            }
            if (i % 50_000 == 49_999) {
                history.commit("bench", i);
            }
        }
        history.add(chunk);
        history.commit("bench", events);
    }

    private Map<String, String> fields(Random random, long number, int host) {
        Map<String, String> fields = new HashMap<>();
        String boot = new UUID(host, number / 1_000_000).toString();
        String program =
                "C:\\Program Files\\Vendor " + random.nextInt(200) + "\\program" + random.nextInt(2_000) + ".exe";
        fields.put("sensor", "windows.etw");
        fields.put("User", "MAIRIE" + host % communes + "\\agent" + random.nextInt(20));
        fields.put("Image", program);
        fields.put("ProcessId", Integer.toString(random.nextInt(30_000)));
        fields.put("ProcessKey", boot + "/" + random.nextInt(30_000) + "/" + number);
        switch (number == 1_000 ? 0 : random.nextInt(4)) {
            case 0 -> {
                fields.put("kind", "process-started");
                fields.put("ParentImage", "C:\\Windows\\System32\\svchost.exe");
                fields.put(
                        "CommandLine",
                        number == 1_000
                                ? "\"C:\\Temp\\rarebird.exe\" --into C:\\Users\\Public\\Documents --and some more words that make it long"
                                : '"' + program + "\" --session " + Integer.toHexString(random.nextInt())
                                        + " --input C:\\Users\\agent" + random.nextInt(20) + "\\Documents\\dossier"
                                        + random.nextInt(100_000) + ".odt /quiet");
                fields.put("sha256", String.format(Locale.ROOT, "%064x", program.hashCode()));
                fields.put("Signer", "Vendor " + random.nextInt(200));
            }
            case 1 -> {
                fields.put("kind", "flow");
                fields.put(
                        "DestinationIp",
                        "10." + random.nextInt(256) + "." + random.nextInt(256) + "." + random.nextInt(256));
                fields.put("DestinationPort", Integer.toString(random.nextInt(65_536)));
                fields.put("SourceIp", "192.168." + host % 256 + "." + random.nextInt(256));
                fields.put("Initiated", "true");
            }
            case 2 -> {
                fields.put("kind", "dns-answer");
                fields.put("QueryName", "www" + random.nextInt(50_000) + ".example.org");
                fields.put("QueryResults", "192.0.2." + random.nextInt(256) + "\n198.51.100." + random.nextInt(256));
            }
            default -> {
                fields.put("kind", "log-record");
                fields.put("Channel", "Security");
                fields.put("EventID", random.nextBoolean() ? "4624" : "4634");
                fields.put("TargetUserName", "agent" + random.nextInt(20));
                fields.put("IpAddress", "192.168." + host % 256 + "." + random.nextInt(256));
            }
        }
        return fields;
    }
}
