package bzh.vigie.collector.detect;

import bzh.vigie.collector.detect.behaviour.AccountChanges;
import bzh.vigie.collector.detect.behaviour.Correlations;
import bzh.vigie.collector.detect.behaviour.DirectoryChanges;
import bzh.vigie.collector.detect.behaviour.Logons;
import bzh.vigie.collector.detect.behaviour.RuleFindings;
import bzh.vigie.collector.detect.finding.Cards;
import bzh.vigie.collector.detect.finding.Detector;
import bzh.vigie.collector.detect.finding.Ruling;
import bzh.vigie.collector.detect.logon.UsersSeen;
import bzh.vigie.collector.detect.neighbour.LateWitnesses;
import bzh.vigie.collector.detect.neighbour.Sightings;
import bzh.vigie.collector.detect.neighbour.SilentAndActive;
import bzh.vigie.collector.detect.persistence.ItemFindings;
import bzh.vigie.collector.detect.returns.NotRemoved;
import bzh.vigie.collector.detect.returns.Returns;
import bzh.vigie.collector.detect.returns.Standing;
import bzh.vigie.collector.detect.sigma.correlation.Limits;
import bzh.vigie.collector.detect.signin.AccountsSeen;
import bzh.vigie.collector.detect.signin.DeviceLogons;
import bzh.vigie.collector.detect.silence.Clones;
import bzh.vigie.collector.detect.silence.Losses;
import bzh.vigie.collector.detect.silence.NoticeAlerts;
import bzh.vigie.collector.detect.silence.Silence;
import bzh.vigie.collector.detect.silence.TakenNames;
import bzh.vigie.collector.detect.silence.Uninstalls;
import bzh.vigie.collector.detect.watchlist.SeveralObservations;
import bzh.vigie.collector.detect.watchlist.WatchlistFindings;
import bzh.vigie.collector.store.AgentId;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The detectors of the running collector: a new one is one line here and one card under {@code rules/detectors}. */
public final class Detectors {
    /** Nothing heard for longer is a gap: five heartbeats. */
    private static final Duration GAP_AFTER = Duration.ofMinutes(5);

    private Detectors() {}

    /**
     * New ones, with no state but what they keep in the store.
     *
     * @param ruling the rules in force
     * @param silenceAlert how long a silence lasts before it may be an alert (key {@code silence-alert-minutes})
     * @param changed told of each host that wrote down a change of a directory
     */
    public static List<Detector> all(
            Supplier<Ruling> ruling, Cards cards, Duration silenceAlert, Consumer<AgentId> changed) {
        Standing standing = new Standing();
        return List.of(
                new RuleFindings(),
                new Correlations(ruling, cards, Limits.USUAL),
                new ItemFindings(cards),
                new Logons(cards),
                new DeviceLogons(cards),
                new AccountsSeen(),
                new AccountChanges(cards),
                new DirectoryChanges(changed),
                new WatchlistFindings(cards),
                new SeveralObservations(cards),
                new Sightings(),
                new UsersSeen(),
                new SilentAndActive(cards),
                new LateWitnesses(cards),
                new Losses(cards),
                new Clones(cards),
                new NoticeAlerts(cards),
                new TakenNames(cards),
                new Uninstalls(cards),
                new Returns(cards, standing),
                new NotRemoved(cards, standing),
                new Silence(cards, GAP_AFTER, silenceAlert));
    }
}
