package bzh.vigie.collector.detect.neighbour;

import bzh.vigie.collector.coverage.Spans;
import bzh.vigie.collector.coverage.Window;
import bzh.vigie.collector.detect.finding.Cards;
import bzh.vigie.collector.detect.finding.Detector;
import bzh.vigie.collector.detect.finding.Finding;
import bzh.vigie.collector.detect.finding.Seen;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.CoverageLog;
import bzh.vigie.collector.store.CoverageLog.Gap;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.Witnesses;
import bzh.vigie.collector.store.Witnesses.Import;
import bzh.vigie.event.Event;
import bzh.vigie.event.Event.Direction;
import bzh.vigie.event.MacAddress;
import bzh.vigie.event.Moment;
import bzh.vigie.event.Neighbour;
import bzh.vigie.event.Neighbour.Origin;
import bzh.vigie.event.WatchState;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is told only later, or by who has no agent, of a time in which a host was silent: neighbours and logons that other hosts tell
 * after it is heard again, connections from it, and imported exports of VPN gateways, firewalls and mail services. Each is kept for some hours,
 * until the host itself has told what it watched meanwhile: what was watched was not silent, only not connected. The same finding as that of
 * {@link SilentAndActive}, one for each host and silence.
 */
public final class LateWitnesses implements Detector {
    /** Sightings that wait, of all hosts: more are passed over until some are decided. */
    static final int MOST_WAITING = 5_000;

    /** Of them what one host or import tells: one that makes them up leaves room for the others. */
    public static final int MOST_OF_ONE = 250;

    /** Of them silences of one commune: hosts that make them up together leave room for other communes. */
    public static final int MOST_OF_COMMUNE = 1_000;

    private static final String WAITING = "late-witness";

    /** A card's answer stands apart, since of a host that slept it says nothing and must not take the place of what does. */
    private static final String OF_A_CARD = "|card";

    private static final String TOLD = "late-witness-told";
    private static final Duration PAUSE = Duration.ofMinutes(5);
    private static final Duration SILENT = Duration.ofHours(1);

    /** A host that starts may be seen before its agent is heard, and one that stops after. */
    private static final Duration SLACK = Duration.ofMinutes(15);

    /** Stretches of coverage are told each hour. */
    private static final Duration WAIT = Duration.ofHours(3);

    /** By what hosts are known changes seldom. */
    private static final Duration SIGNS_KEPT = Duration.ofHours(1);

    /** So far back the beginning of a silence is looked for. */
    private static final Duration BACK = Duration.ofDays(35);

    /** Silences of a host of which it is known that they were told. */
    private static final int REMEMBERED = 40;

    private final Cards cards;
    private final Map<Commune, OwnSigns> signs = new HashMap<>();
    private final Map<AgentId, Instant> heard = new HashMap<>();
    private final Map<AgentId, Spans> silences = new HashMap<>();
    private final PassedOver passed = new PassedOver();
    private @Nullable Waiting waiting;
    private boolean unread;
    private Instant signsUntil = Instant.MIN;
    private Instant next = Instant.MIN;

    /** With the cards of its rule. */
    public LateWitnesses(Cards cards) {
        this.cards = cards;
    }

    /** Somebody who saw a host: the words of the evidence. */
    private record Witness(String who, String origin, String address, String mac, String name) {
        static Witness of(AgentId who, Neighbour seen) {
            return new Witness(
                    who.text(),
                    SilentAndActive.word(seen.origin()),
                    seen.address().map(InetAddress::getHostAddress).orElse(""),
                    seen.mac().map(MacAddress::toString).orElse(""),
                    seen.name());
        }

        byte[] bytes(Instant due, Instant seen) {
            return String.join("\t", due.toString(), seen.toString(), who, origin, address, mac, name)
                    .getBytes(StandardCharsets.UTF_8);
        }
    }

    @Override
    public List<Finding> judge(Seen seen, Store.Session session) {
        switch (seen.event()) {
            case Event.NeighboursSeen told ->
                told.neighbours().stream()
                        .map(each -> Sightings.corrected(seen, each))
                        .forEach(each -> sighted(seen, each, session));
            case Event.Flow flow -> connected(seen, flow, session);
            case Event.Logon logon -> client(seen, logon, session);
            case Event.LogRecord log -> client(seen, log, session);
            default -> {
                // tells of no other machine
            }
        }
        return List.of();
    }

    private void client(Seen seen, Event event, Store.Session session) {
        LogonClients.of(event)
                .map(each -> Sightings.corrected(seen, each))
                .ifPresent(each -> sighted(seen, each, session));
    }

    private void sighted(Seen seen, Neighbour neighbour, Store.Session session) {
        signs(seen.commune(), session)
                .seen(neighbour)
                .filter(host -> !host.equals(seen.host()))
                .ifPresent(host -> witnessed(
                        host,
                        Moment.instant(neighbour.lastWallMicros()),
                        seen.received(),
                        Witness.of(seen.host(), neighbour),
                        false,
                        session));
    }

    /** Whoever connects runs; that somebody connects to it shows nothing. */
    private void connected(Seen seen, Event.Flow flow, Store.Session session) {
        InetAddress remote = flow.remote().address();
        if (flow.direction() != Direction.INBOUND
                || flow.transport() != Event.Transport.TCP
                || !LogonClients.isInner(remote)
                || remote.isLoopbackAddress()) {
            return;
        }
        signs(seen.commune(), session)
                .fixed(remote)
                .filter(host -> !host.equals(seen.host()))
                .ifPresent(host -> witnessed(
                        host,
                        seen.time(),
                        seen.received(),
                        new Witness(seen.host().text(), "connection", remote.getHostAddress(), "", ""),
                        true,
                        session));
    }

    private OwnSigns signs(Commune commune, Store.Session session) {
        return signs.computeIfAbsent(commune, each -> OwnSigns.of(session, each));
    }

    /**
     * Keeps what was seen in a silence, the last of each, what a card answered apart.
     *
     * @param open whether one that goes on counts too; who only logs on or answers then is told by {@link SilentAndActive}
     */
    private void witnessed(
            AgentId host, Instant at, Instant received, Witness witness, boolean open, Store.Session session) {
        Instant last = heard.computeIfAbsent(
                host, each -> session.hosts().find(each).flatMap(Host::lastSeen).orElse(Instant.MAX));
        if (last.equals(Instant.MAX) || (at.isAfter(last.minus(SLACK)) && (!open || at.isBefore(last.plus(SILENT))))) {
            return;
        }
        Optional<Window> silence = at.isAfter(last)
                ? Optional.of(new Window(last, at.plus(SILENT)))
                : silence(host, at, received, session);
        silence.filter(each -> isWithin(each, at))
                .ifPresent(each -> keep(host.text() + "|" + each.from(), witness, received.plus(WAIT), at, session));
    }

    private void keep(String silence, Witness witness, Instant due, Instant at, Store.Session session) {
        String key = witness.origin().equals(SilentAndActive.word(Origin.CACHE)) ? silence + OF_A_CARD : silence;
        Optional<String[]> before = session.progress().state(WAITING, key).map(LateWitnesses::words);
        if (before.isPresent()) {
            String[] words = before.get();
            if (at.isAfter(Instant.parse(words[1])) && (words[2].equals(witness.who()) || hasRoom(witness, session))) {
                waiting(session).of().merge(words[2], -1, Integer::sum);
                waiting(session).of().merge(witness.who(), 1, Integer::sum);
                session.progress().state(WAITING, key, witness.bytes(Instant.parse(words[0]), at));
            }
        } else if (hasRoom(witness, session)
                && waiting(session).in().getOrDefault(commune(silence, session), 0) < MOST_OF_COMMUNE) {
            waiting(session).add(witness.who(), commune(silence, session));
            session.progress().state(WAITING, key, witness.bytes(due, at));
        } else {
            passed.count(witness.who(), commune(silence, session), host(silence), at);
        }
    }

    private boolean hasRoom(Witness witness, Store.Session session) {
        Map<String, Integer> counts = waiting(session).of();
        return counts.getOrDefault(witness.who(), 0) < MOST_OF_ONE
                && counts.values().stream().mapToInt(Integer::intValue).sum() < MOST_WAITING;
    }

    /**
     * How many wait.
     *
     * @param of each that tells them
     * @param in each commune of the hosts that were silent
     */
    private record Waiting(Map<String, Integer> of, Map<String, Integer> in) {
        void add(String who, String commune) {
            of.merge(who, 1, Integer::sum);
            in.merge(commune, 1, Integer::sum);
        }
    }

    private Waiting waiting(Store.Session session) {
        Waiting counts = waiting;
        if (counts == null) {
            counts = new Waiting(new HashMap<>(), new HashMap<>());
            for (var each : session.progress().states(WAITING).entrySet()) {
                counts.add(words(each.getValue())[2], commune(each.getKey(), session));
            }
            waiting = counts;
        }
        return counts;
    }

    private static AgentId host(String silence) {
        return new AgentId(silence.substring(0, silence.indexOf('|')));
    }

    private static String commune(String silence, Store.Session session) {
        return session.hosts()
                .find(host(silence))
                .map(host -> host.commune().insee())
                .orElse("");
    }

    private static String[] words(byte[] sighting) {
        return new String(sighting, StandardCharsets.UTF_8).split("\t", -1);
    }

    private static boolean isWithin(Window silence, Instant at) {
        return silence.length().compareTo(SILENT) >= 0
                && at.isAfter(silence.from().plus(SLACK))
                && at.isBefore(silence.to().minus(SLACK));
    }

    /** The silence of a host in which that time lies; its parts are joined. */
    private Optional<Window> silence(AgentId host, Instant at, Instant now, Store.Session session) {
        return silences
                .computeIfAbsent(
                        host,
                        each -> Spans.of(session.coverage().gaps(each, now.minus(BACK), now).stream()
                                .filter(gap -> gap.from().isBefore(gap.to()))
                                .map(gap -> new Window(gap.from(), gap.to()))
                                .toList()))
                .windows()
                .stream()
                .filter(window -> !at.isBefore(window.from()) && at.isBefore(window.to()))
                .findFirst();
    }

    @Override
    public List<Finding> tick(Instant now, Store.Session session) {
        heard.clear();
        silences.clear();
        boolean due = !now.isBefore(next);
        if (due && !now.isBefore(signsUntil)) {
            signs.clear();
            signsUntil = now.plus(SIGNS_KEPT);
        }
        if (due || unread) {
            unread = LateImports.walk(session, (from, line) -> imported(from, line, now, session));
        }
        if (!due) {
            return List.of();
        }
        next = now.plus(PAUSE);
        List<Finding> findings = new ArrayList<>(passed.tell(cards, now, session));
        session.progress().states(WAITING).forEach((key, bytes) -> {
            String[] words = words(bytes);
            if (!Instant.parse(words[0]).isAfter(now)) {
                session.progress().forget(WAITING, key);
                waiting = null;
                int bar = key.indexOf('|');
                judged(
                                host(key),
                                Instant.parse(key.substring(bar + 1).replace(OF_A_CARD, "")),
                                Instant.parse(words[1]),
                                new Witness(words[2], words[3], words[4], words[5], words[6]),
                                now,
                                session)
                        .ifPresent(findings::add);
            }
        });
        return findings;
    }

    /** Once the host had time to tell what it watched. */
    private Optional<Finding> judged(
            AgentId id, Instant since, Instant at, Witness witness, Instant now, Store.Session session) {
        Optional<Host> host = session.hosts().find(id);
        boolean asleep = session.coverage().gaps(id, at, at.plusSeconds(1)).stream()
                .map(Gap::reason)
                .anyMatch(CoverageLog.SUSPENDED::equals);
        boolean watched = session.coverage().told(id, at, at.plusSeconds(1)).stream()
                .anyMatch(told -> told.stretch().subject().equals(told.stretch().source())
                        && (told.stretch().state() == WatchState.LIVE
                                || told.stretch().state() == WatchState.PARTIAL));
        // A card of a host that sleeps answers by itself.
        boolean shown = asleep ? !witness.origin().equals(SilentAndActive.word(Origin.CACHE)) : !watched;
        return host.filter(each -> shown && isNew(id, since, session))
                .map(each -> SilentAndActive.finding(
                        cards,
                        each,
                        since,
                        at,
                        now,
                        Map.of(
                                "witness", witness.who(),
                                "origin", witness.origin(),
                                "address", witness.address(),
                                "mac", witness.mac(),
                                "name", witness.name())));
    }

    /** Whether this silence was not told yet, by either; from now on it was. */
    private static boolean isNew(AgentId host, Instant since, Store.Session session) {
        if (SilentAndActive.isTold(host, since, session)) {
            return false;
        }
        List<String> told = new ArrayList<>(session.progress()
                .state(TOLD, host.text())
                .map(bytes -> List.of(new String(bytes, StandardCharsets.US_ASCII).split(" ", -1)))
                .orElse(List.of()));
        if (told.contains(since.toString())) {
            return false;
        }
        told.add(since.toString());
        String kept = String.join(" ", told.subList(Math.max(0, told.size() - REMEMBERED), told.size()));
        session.progress().state(TOLD, host.text(), kept.getBytes(StandardCharsets.US_ASCII));
        return true;
    }

    private void imported(Import from, Witnesses.Sighting line, Instant now, Store.Session session) {
        if (line.outcome() == Witnesses.Outcome.FAILURE) {
            return;
        }
        OwnSigns own = signs(from.commune(), session);
        Witness witness = new Witness(from.name(), SilentAndActive.word(from.kind()), line.source(), "", line.host());
        Stream.of(line.source(), line.destination(), line.host())
                .flatMap(what -> own.told(what).stream())
                .distinct()
                .forEach(host -> witnessed(host, line.time(), now, witness, true, session));
    }

    @Override
    public void save(Store.Session session) {
        passed.save(session);
    }

    @Override
    public void forget() {
        passed.forget();
        signs.clear();
        heard.clear();
        silences.clear();
        waiting = null;
        unread = false;
        next = Instant.MIN;
    }
}
