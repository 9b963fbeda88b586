package bzh.vigie.collector.evidence;

import bzh.vigie.collector.coverage.HostWatch;
import bzh.vigie.collector.coverage.Window;
import bzh.vigie.collector.ledger.LedgerContent;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Numbered;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the ledger says of one day of one commune: what was watched of each host, as far as it is known now. */
public final class CoverageDay {
    /** Hosts that stand in it one by one; of all there is a digest. */
    private static final int MOST_HOSTS = 500;

    /** Alerts that came again and stand in it; of more there is a number. */
    private static final int MOST_ALERTS = 2_000;

    private static final int PAGE = 500;

    /** Before the ids of hosts. */
    static final String HOST = "host.";

    /** Before the ids of alerts that came again. */
    static final String ALERT = "alert.";

    private CoverageDay() {}

    /**
     * Of a day in UTC. Of each host: seconds watched, watched in part, not watched; events lost. Of each alert that came again and last
     * then: how often, and when.
     */
    public static LedgerContent of(Store.Session session, Commune commune, LocalDate day) {
        Window window = new Window(
                day.atStartOfDay(ZoneOffset.UTC).toInstant(),
                day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant());
        Map<String, String> words = new HashMap<>();
        MessageDigest digest = Sha256.digest();
        long whole = 0;
        long never = 0;
        Scope one = new Scope.Communes(Set.of(commune));
        List<Host> hosts = session.hosts().all(one);
        for (Host host : hosts) {
            HostWatch watch = HostWatch.of(host, window, session.coverage());
            String line = "watched=" + watch.whole().length().toSeconds() + " partial="
                    + watch.partly().length().toSeconds() + " not-watched="
                    + watch.none().length().toSeconds() + " lost="
                    + watch.coverage().lost();
            whole += watch.none().windows().isEmpty() ? 1 : 0;
            never += watch.none().length().equals(window.length()) ? 1 : 0;
            digest.update((host.id().text() + " " + line + "\n").getBytes(StandardCharsets.UTF_8));
            if (words.size() < MOST_HOSTS) {
                words.put(HOST + host.id().text(), line);
            }
        }
        alerts(session, one, window, words);
        words.put("day", day.toString());
        words.put("hosts", Integer.toString(hosts.size()));
        words.put("hosts-without-gap", Long.toString(whole));
        words.put("hosts-not-watched", Long.toString(never));
        words.put("hosts-sha256", Sha256.of(digest.digest()).hex());
        return new LedgerContent(words);
    }

    private static void alerts(Store.Session session, Scope one, Window day, Map<String, String> words) {
        int told = 0;
        long more = 0;
        long after = 0;
        List<Numbered> page;
        do {
            page = session.alerts().after(one, after, PAGE);
            for (Numbered each : page) {
                after = each.sequence();
                Alert alert = each.alert();
                boolean within = !alert.lastTime().isBefore(day.from())
                        && alert.lastTime().isBefore(day.to());
                if (alert.count() > 1 && within && told < MOST_ALERTS) {
                    words.put(ALERT + alert.id(), alert.count() + " " + alert.lastTime());
                    told++;
                } else if (alert.count() > 1 && within) {
                    more++;
                }
            }
        } while (page.size() == PAGE);
        words.put("more-alerts-again", Long.toString(more));
    }
}
