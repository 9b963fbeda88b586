package bzh.vigie.agent.transport;

import bzh.vigie.agent.host.LocalNetwork;
import bzh.vigie.agent.host.ProxySetup;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.transport.LinkException.Kind;
import bzh.vigie.enrol.CollectorAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Which ways to a collector are tried, in their order: what worked last first, but never a proxy that somebody on the network may have named: one
 * that lets a session begin and end without end would otherwise keep its place before a direct way that is open again. What the system says is asked for once, and again when all ways
 * have failed and either the addresses of this machine changed or {@link #AGAIN} is over. Where nothing is configured the system is only asked
 * when the collector cannot be dialled. Thread-safe.
 */
final class ProxyWays {
    static final Duration AGAIN = Duration.ofMinutes(5);

    private static final int MOST_COLLECTORS = 8;
    private static final ProxyWay DIRECT = new ProxyWay.Direct();

    private final Optional<ProxySettings> settings;
    private final LocalNetwork network;
    private final LongSupplier nanos;
    private final Map<CollectorAddress, Told> told = new HashMap<>();
    private final Map<CollectorAddress, ProxyWay> worked = new HashMap<>();

    /** @param nanos a monotonic clock */
    ProxyWays(Optional<ProxySettings> settings, LocalNetwork network, LongSupplier nanos) {
        this.settings = settings;
        this.network = network;
        this.nanos = nanos;
    }

    /**
     * What the system said.
     *
     * @param trouble why it could not be asked
     * @param at when that was
     * @param addresses of this machine at that time
     */
    private record Told(
            List<ProxyWay> ways, Optional<LinkException> trouble, long at, List<String> addresses, boolean failed) {
        Told withFailure() {
            return new Told(ways, trouble, at, addresses, true);
        }
    }

    /** Those to be tried first; never empty. */
    synchronized List<ProxyWay> first(CollectorAddress to) {
        List<ProxyWay> ways = settings.map(set -> configured(set, to)).orElse(List.of(DIRECT));
        return Optional.ofNullable(worked.get(to))
                .map(last -> remembering(last, ways))
                .orElse(ways);
    }

    private static List<ProxyWay> remembering(ProxyWay last, List<ProxyWay> ways) {
        List<ProxyWay> all = new ArrayList<>(ways);
        if (isProven(last)) {
            all.remove(last);
            all.addFirst(last);
            return all;
        }
        // Before others of its kind, where they stand; behind all where there are none.
        int at = 0;
        while (at < all.size() && isProven(all.get(at))) {
            at++;
        }
        all.remove(last);
        all.add(at, last);
        return all;
    }

    /** Whether nobody on the network can have named it. */
    private static boolean isProven(ProxyWay way) {
        return switch (way) {
            case ProxyWay.Direct ignored -> true;
            case ProxyWay.Through through -> through.trusted();
        };
    }

    private List<ProxyWay> configured(ProxySettings set, CollectorAddress to) {
        return switch (set) {
            case ProxySettings.None ignored -> List.of(DIRECT);
            case ProxySettings.Named named -> List.of(new ProxyWay.Through(named.proxy(), true));
            case ProxySettings.Auto ignored -> withDirect(told(to).ways());
            case ProxySettings.Script ignored -> withDirect(told(to).ways());
        };
    }

    /** Those to be tried when the first ones failed. */
    synchronized List<ProxyWay> further(CollectorAddress to, List<ProxyWay> tried) {
        return settings.isPresent()
                ? List.of()
                : told(to).ways().stream().filter(way -> !tried.contains(way)).toList();
    }

    /** Why the system could not be asked. */
    synchronized Optional<LinkException> trouble(CollectorAddress to) {
        return Optional.ofNullable(told.get(to)).flatMap(Told::trouble);
    }

    /** Whether the ways without a proxy are the last resort of a person who wanted one. */
    boolean wantsProxy() {
        return settings.filter(set -> set instanceof ProxySettings.Auto || set instanceof ProxySettings.Script)
                .isPresent();
    }

    synchronized void worked(CollectorAddress to, ProxyWay way) {
        if (worked.size() < MOST_COLLECTORS || worked.containsKey(to)) {
            worked.put(to, way);
        }
    }

    synchronized void failed(CollectorAddress to) {
        worked.remove(to);
        told.computeIfPresent(to, (ignored, last) -> last.withFailure());
    }

    private static List<ProxyWay> withDirect(List<ProxyWay> ways) {
        List<ProxyWay> all = new ArrayList<>(ways);
        add(all, List.of(DIRECT));
        return all;
    }

    private static void add(List<ProxyWay> to, List<ProxyWay> more) {
        more.stream().filter(way -> !to.contains(way)).forEach(to::add);
    }

    private Told told(CollectorAddress to) {
        Told last = told.get(to);
        List<String> addresses = network.addresses().get();
        boolean holds = last != null
                && (!last.failed()
                        || (last.addresses().equals(addresses) && nanos.getAsLong() - last.at() < AGAIN.toNanos()));
        if (last != null && holds) {
            return last;
        }
        Told next = ask(to, addresses);
        if (told.size() < MOST_COLLECTORS || told.containsKey(to)) {
            told.put(to, next);
        }
        return next;
    }

    private Told ask(CollectorAddress to, List<String> addresses) {
        Reading<List<ProxyWay>> ways = settings.orElse(new ProxySettings.Auto()) instanceof ProxySettings.Script script
                ? byScript(Optional.of(script.address()), to, isProven(script.address()))
                : network.proxies().setup().then(setup -> bySetup(setup, to));
        Optional<LinkException> trouble = ways instanceof Reading.Refused<List<ProxyWay>> refused
                ? Optional.of(new LinkException(Kind.PROXY_UNKNOWN, refused.detail()))
                : Optional.empty();
        return new Told(ways.ifFound().orElse(List.of()), trouble, nanos.getAsLong(), addresses, false);
    }

    private Reading<List<ProxyWay>> bySetup(ProxySetup setup, CollectorAddress to) {
        if (setup.script().isPresent()) {
            return byScript(setup.script(), to, isProven(setup.script().get()));
        }
        if (!setup.proxies().isEmpty()) {
            return Reading.found(
                    ProxyBypass.covers(setup.bypass(), to.host())
                            ? List.of(DIRECT)
                            : ProxyList.parse(setup.proxies(), true));
        }
        return setup.discovers()
                ? byScript(Optional.empty(), to, false).then(ways -> Reading.found(afterDirect(ways)))
                : Reading.absent();
    }

    /** What the network alone names. */
    private static List<ProxyWay> afterDirect(List<ProxyWay> ways) {
        List<ProxyWay> all = new ArrayList<>(List.of(DIRECT));
        add(all, ways);
        return all;
    }

    /** Whoever can answer for a script that is fetched in the clear can name any proxy. */
    private static boolean isProven(String script) {
        return script.toLowerCase(Locale.ROOT).startsWith("https:");
    }

    private Reading<List<ProxyWay>> byScript(Optional<String> script, CollectorAddress to, boolean trusted) {
        return network.proxies()
                .ask(script, "https://" + to + "/")
                .then(said -> Reading.found(ProxyList.parse(said, trusted)));
    }
}
