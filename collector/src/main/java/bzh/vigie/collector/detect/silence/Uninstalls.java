package bzh.vigie.collector.detect.silence;

import bzh.vigie.collector.detect.finding.Cards;
import bzh.vigie.collector.detect.finding.Detector;
import bzh.vigie.collector.detect.finding.Evidence;
import bzh.vigie.collector.detect.finding.Finding;
import bzh.vigie.collector.detect.finding.Seen;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.Event;
import bzh.vigie.event.ItemFields;
import bzh.vigie.text.Printable;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Agents whose last word was that they are removed: the host's state says so from then on, and each is an alert, since whoever rules a
 * host can remove what watches it. From the third host of a commune within a day on there is one alert for the commune instead, which
 * counts them: whoever rules a domain can remove all of them at once.
 */
public final class Uninstalls implements Detector {
    static final String NAME = "vigie-agent-uninstalled";
    static final String COMMUNE = "vigie-commune-uninstalled";
    private static final String KEY = "state-uninstalled-";

    private static final int LONGEST_ACCOUNT = 100;
    private static final int MANY = 3;
    private static final Duration LATELY = Duration.ofDays(1);

    private final Cards cards;

    /** How an agent is removed, as it says. */
    public enum Removal {
        MSI,
        DEB,
        RPM,
        COMMAND,
        /** Its machine becomes the image that others are copied from. */
        IMAGE
    }

    public Uninstalls(Cards cards) {
        this.cards = cards;
    }

    @Override
    public List<Finding> judge(Seen seen, Store.Session session) {
        if (!(seen.event() instanceof Event.AgentState state)
                || state.action() != Event.AgentAction.UNINSTALLED
                || seen.isNotice()) {
            return List.of();
        }
        String[] told = state.detail().split("\\|", 3);
        String how = Arrays.stream(Removal.values())
                .map(ItemFields::word)
                .filter(way -> told[0].equals(KEY + way))
                .findFirst()
                .orElse("");
        session.hosts().uninstalled(seen.host(), seen.received(), how);
        Map<String, String> evidence = new LinkedHashMap<>(Evidence.of(seen.record()));
        evidence.remove("detail");
        evidence.put("removal", how);
        evidence.put("account", told.length > 1 ? Printable.line(told[1], LONGEST_ACCOUNT) : "");
        int hosts =
                session.hosts().uninstalledSince(seen.commune(), seen.received().minus(LATELY));
        if (hosts < MANY) {
            return List.of(cards.about(seen, NAME, seen.host().text(), evidence));
        }
        evidence.put("hosts", Integer.toString(hosts));
        return List.of(cards.about(seen, COMMUNE, seen.commune().insee(), evidence));
    }
}
