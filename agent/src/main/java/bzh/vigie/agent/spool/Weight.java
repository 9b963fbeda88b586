package bzh.vigie.agent.spool;

import bzh.vigie.event.Event;
import bzh.vigie.event.Item;
import bzh.vigie.event.Observed;
import java.util.Map;

/** About how many bytes an event takes in memory and, a little less, encoded: what bounds are kept by before encoding. */
final class Weight {
    private static final int RECORD = 250;

    private Weight() {}

    static int of(Event event) {
        return RECORD
                + switch (event) {
                    case Event.ItemSeen e ->
                        of(e.item()) + e.before().map(Weight::of).orElse(0);
                    case Event.ProcessStarted e ->
                        of(e.commandLine()) + of(e.image()) + of(e.parentImage()) + of(e.logged());
                    case Event.LogRecord e -> of(e.fields());
                    case Event.DnsAnswer e ->
                        e.answers().stream().mapToInt(String::length).sum();
                    case Event.Loss e -> 60 * e.sources().size();
                    case Event.Logon e -> e.detail().length();
                    case Event.AccountChange e -> e.detail().length();
                    case Event.LocationRead e -> e.status().detail().length();
                    case Event.Coverage e -> e.detail().length();
                    case Event.SourceState e -> e.detail().length();
                    case Event.AgentState e -> e.detail().length();
                    case Event.Flow e -> of(e.image());
                    case Event.Listener e -> of(e.image());
                    case Event.NeighboursSeen e -> 100 * e.neighbours().size();
                    case Event.DirectoryAccounts e -> 400 * e.accounts().size();
                    case Event.KernelCode e -> e.name().length() + e.detail().length();
                    case Event.ProcessAccess e -> of(e.image()) + of(e.targetImage());
                    case Event.FileChange e -> e.path().length();
                    case Event.ProcessStopped e -> 0;
                    case Event.WatchlistCheck e ->
                        switch (e.outcome()) {
                            case Event.Checked.ListedItem hit -> of(hit.item());
                            case Event.Checked.ListedProgram hit -> of(hit.program());
                            case Event.Checked.Taken ignored -> 0;
                            case Event.Checked.Swept ignored -> 0;
                        };
                };
    }

    private static int of(Item item) {
        return RECORD
                + item.name().length()
                + item.value().length()
                + item.source().length()
                + item.target().length()
                + item.resolved().stream().mapToInt(String::length).sum();
    }

    private static int of(Observed<String> text) {
        return text.ifKnown().map(String::length).orElse(0);
    }

    private static int of(Map<String, String> fields) {
        return fields.entrySet().stream()
                .mapToInt(f -> f.getKey().length() + f.getValue().length() + 50)
                .sum();
    }
}
