package bzh.vigie.agent.host.windows;

import bzh.vigie.agent.host.EventLogs.From;
import java.util.OptionalLong;

/** The query of a subscription in the XPath that Windows Event Log knows (Consuming Events, "XPath 1.0 limitations"). Pure. */
final class EventQuery {
    private static final String ALL = "*";

    private EventQuery() {}

    /**
     * Which records a subscription is about.
     *
     * @param newest number of the newest record, empty where it is not known
     */
    static String of(From from, OptionalLong newest) {
        return switch (from) {
            case From.After ignored -> ALL;
            case From.Oldest ignored -> ALL;
            case From.Past past -> {
                String young =
                        "TimeCreated[timediff(@SystemTime) <= " + past.age().toMillis() + "]";
                long first = newest.isEmpty() ? 0 : newest.getAsLong() - past.records() + 1;
                yield "*[System[" + (first > 1 ? "EventRecordID >= " + first + " and " : "") + young + "]]";
            }
        };
    }
}
