package bzh.vigie.collector.detect.silence;

import bzh.vigie.collector.detect.fields.FlatJson;
import bzh.vigie.collector.detect.finding.Cards;
import bzh.vigie.collector.detect.finding.Detector;
import bzh.vigie.collector.detect.finding.Finding;
import bzh.vigie.collector.detect.finding.Seen;
import bzh.vigie.collector.incident.Situations;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.CoverageLog;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Hosts.State;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Situation;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.Event.AgentAction;
import bzh.vigie.event.Event.AgentState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Hosts that fell silent. Silence always opens a gap in the coverage; it is an alert only for a server, unless it said
 * goodbye and is one that is switched off at night, and once for a commune all of whose hosts (two or more) are silent without a goodbye from at least one: town halls
 * are open two half-days a week. It is one within minutes where the agent alone was stopped, where the host was being blinded when it fell
 * silent, and for a server under monitoring while others of its commune are heard. A Windows Server is a server, and so is a Linux host, since town halls' desks run Windows.
 * Silence counts from this program's own start at the earliest: when the collector was down, nobody fell silent.
 */
public final class Silence implements Detector {
    static final String SERVER = "vigie-server-silent";
    static final String STOPPED_SERVER = "vigie-server-stopped";
    static final String COMMUNE = "vigie-commune-silent";
    static final String AGENT_STOPPED = "vigie-agent-stopped";
    static final String AFTER_BLINDING = "vigie-silent-after-blinding";

    /** Techniques by which a host is blinded: impaired defences, removed indicators. */
    private static final List<String> BLINDING = List.of("T1562", "T1070");

    private static final String BLINDED = "blinded";
    private static final String TOLD_SOON = "silence-soon";
    private static final String ALONE_DETAIL = "state-stopped-alone";

    /** Three heartbeats, in which an agent that is only started anew is back. */
    private static final Duration SOON = Duration.ofMinutes(3);

    private static final Duration AFTERWARDS = Duration.ofHours(1);

    private static final String EPISODES = "silence";
    private static final String GOODBYES = "goodbye";
    private static final byte[] STOPPED = {1};
    private static final byte[] UNINSTALLED = {2};
    private static final byte[] SUSPENDED = {3};
    private static final byte[] STOPPED_ALONE = {4};
    private static final Duration PIECE = Duration.ofHours(1);

    /** So long after its removal a host still counts among those of its commune that are silent. */
    private static final Duration LATELY = Duration.ofDays(1);

    /** A host that was shut down for longer than an alert waits, so often in this time before, is switched off as a habit. */
    private static final Duration HABIT = Duration.ofDays(14);

    private static final int OFTEN = 3;

    /** What is switched off as a habit is on again after that. */
    private static final Duration LONGEST_REST = Duration.ofDays(7);

    private static final int PAGE = 500;

    private final Cards cards;
    private final Duration gapAfter;
    private final Duration alertAfter;
    private @Nullable Instant started;

    /**
     * @param gapAfter how long nothing may be heard before a gap is opened
     * @param alertAfter how long before it may be an alert (key {@code silence-alert-minutes})
     */
    public Silence(Cards cards, Duration gapAfter, Duration alertAfter) {
        this.cards = cards;
        this.gapAfter = gapAfter;
        this.alertAfter = alertAfter;
    }

    /** A silence under way: since when, up to when it is in the coverage log, whether it was told, and which run of the agent it began in. */
    private record Episode(Instant from, Instant written, boolean told, String run) {
        byte[] bytes() {
            return (from + "\t" + written + "\t" + told + "\t" + run).getBytes(StandardCharsets.UTF_8);
        }

        static Episode parse(byte[] bytes) {
            String[] parts = new String(bytes, StandardCharsets.UTF_8).split("\t", 4);
            return new Episode(
                    Instant.parse(parts[0]),
                    Instant.parse(parts[1]),
                    Boolean.parseBoolean(parts[2]),
                    parts.length > 3 ? parts[3] : "");
        }
    }

    @Override
    public List<Finding> judge(Seen seen, Store.Session session) {
        if (blinds(seen)) {
            byte[] now = seen.received().toString().getBytes(StandardCharsets.UTF_8);
            session.progress().state(BLINDED, seen.host().text(), now);
        }
        if (seen.event() instanceof AgentState state) {
            String host = seen.host().text();
            if (state.action() == AgentAction.UNINSTALLED) {
                session.progress().state(GOODBYES, host, UNINSTALLED);
            } else if (state.action() == AgentAction.STOPPING) {
                boolean alone = state.detail().startsWith(ALONE_DETAIL);
                session.progress().state(GOODBYES, host, alone ? STOPPED_ALONE : STOPPED);
            } else if (state.action() == AgentAction.SUSPENDED) {
                session.progress().state(GOODBYES, host, SUSPENDED);
            } else {
                // What it said when it went is of all the time until now.
                ended(seen, session);
                session.progress().forget(GOODBYES, host);
                if (state.action() == AgentAction.SHUT_DOWN) {
                    ShutDown.write(seen.host(), state, session);
                } else if (state.action() == AgentAction.RESUMED) {
                    Slept.write(seen, state, session);
                }
                // A removal that was given up leaves its word in the spool: what is said after it takes it back.
                session.hosts().isBack(seen.host());
            }
        }
        return List.of();
    }

    /** Whether it shows that somebody blinds the host, and not how it is set up. */
    private static boolean blinds(Seen seen) {
        return !seen.record().value("change").equals("present")
                && seen.matches().stream()
                        .map(match -> match.rule().card())
                        .anyMatch(card -> Cards.severity(card, Situation.CALM).compareTo(Severity.HIGH) >= 0
                                && card.techniques().stream()
                                        .anyMatch(technique -> BLINDING.stream().anyMatch(technique::startsWith)));
    }

    private static void ended(Seen seen, Store.Session session) {
        String key = seen.host().text();
        Optional<Episode> episode = session.progress().state(EPISODES, key).map(Episode::parse);
        Optional<Host> host = session.hosts().find(seen.host());
        if (episode.isPresent() && host.isPresent()) {
            Instant written = episode.get().written();
            if (seen.received().isAfter(written)) {
                session.coverage().gap(seen.host(), written, seen.received(), reason(host.get(), session));
            }
            session.progress().forget(EPISODES, key);
            new LastSilence(episode.get().from(), seen.received(), episode.get().run()).keep(seen.host(), session);
        }
    }

    @Override
    public List<Finding> tick(Instant now, Store.Session session) {
        if (started == null) {
            started = now;
        }
        Instant since = started;
        List<Finding> findings = new ArrayList<>();
        Map<Commune, Tally> communes = new TreeMap<>();
        Optional<AgentId> cursor = Optional.empty();
        while (true) {
            List<Host> page = session.hosts().list(new Scope.All(), cursor, PAGE);
            for (Host host : page) {
                boolean watched = host.state() == State.ACTIVE || host.state() == State.UNINSTALLED;
                if (watched && host.lastSeen().isPresent()) {
                    visit(host, host.lastSeen().get(), since, now, session, communes, findings);
                }
            }
            if (page.size() < PAGE) {
                break;
            }
            cursor = Optional.of(page.getLast().id());
        }
        Situations situations = new Situations(session.incidents());
        communes.forEach((commune, tally) -> {
            monitored(tally, now, situations, session, findings);
            commune(commune, tally, now, session, findings);
        });
        return findings;
    }

    private void visit(
            Host host,
            Instant heard,
            Instant since,
            Instant now,
            Store.Session session,
            Map<Commune, Tally> communes,
            List<Finding> findings) {
        Tally tally = communes.computeIfAbsent(host.commune(), ignored -> new Tally());
        boolean uninstalled = host.state() == State.UNINSTALLED;
        // An attacker who removes all agents but one must not hide that one's silence.
        boolean counts = !uninstalled || Duration.between(heard, now).compareTo(LATELY) < 0;
        tally.hosts += counts ? 1 : 0;
        String key = host.id().text();
        Optional<Episode> episode = session.progress().state(EPISODES, key).map(Episode::parse);
        Duration silent = Duration.between(heard.isBefore(since) ? since : heard, now);
        if (!uninstalled && silent.compareTo(SOON) >= 0) {
            grave(host, heard, session).ifPresent(rule -> {
                soon(host, heard, session);
                findings.add(finding(rule, host, key, heard, now, Map.of("since", heard.toString())));
            });
        }
        if (silent.compareTo(gapAfter) < 0) {
            tally.heard++;
            episode.filter(open -> heard.isAfter(open.from())).ifPresent(open -> {
                if (heard.isAfter(open.written())) {
                    session.coverage().gap(host.id(), open.written(), heard, reason(host, session));
                }
                session.progress().forget(EPISODES, key);
                new LastSilence(open.from(), heard, open.run()).keep(host.id(), session);
            });
            return;
        }
        Optional<byte[]> lastWord = session.progress().state(GOODBYES, key);
        boolean goodbye = lastWord.isPresent();
        if (!uninstalled && lastWord.isPresent() && Arrays.equals(lastWord.get(), UNINSTALLED)) {
            // Its state could not be set when it said so, or was set back by what was still on its way.
            session.hosts().uninstalled(host.id(), heard, "");
        }
        Episode open = episode.filter(known -> known.from().equals(heard))
                .orElse(new Episode(heard, heard, false, LastSilence.run(host)));
        Instant written = open.written();
        if (written.equals(heard) || Duration.between(written, now).compareTo(PIECE) >= 0) {
            session.coverage().gap(host.id(), written, now, reason(host, session));
            written = now;
        }
        boolean longEnough = silent.compareTo(alertAfter) >= 0;
        boolean told = open.told();
        if (longEnough && counts) {
            tally.silent(host, heard, goodbye || uninstalled);
            if (!uninstalled
                    && !told
                    && server(host)
                    && !isToldSoon(host, heard, session)
                    && !(goodbye && isExpected(host, heard, silent, session))) {
                told = true;
                findings.add(finding(
                        goodbye ? STOPPED_SERVER : SERVER, host, key, heard, now, Map.of("since", heard.toString())));
            }
        }
        if (!longEnough && !uninstalled && !goodbye && server(host) && !isToldSoon(host, heard, session)) {
            tally.servers.put(host, heard);
        }
        Episode next = new Episode(heard, written, told, open.run());
        if (episode.isEmpty() || !episode.get().equals(next)) {
            session.progress().state(EPISODES, key, next.bytes());
        }
    }

    /** Why its silence is told at once; empty where it is not, or was. */
    private static Optional<String> grave(Host host, Instant heard, Store.Session session) {
        if (isToldSoon(host, heard, session)) {
            return Optional.empty();
        }
        String key = host.id().text();
        Optional<byte[]> goodbye = session.progress().state(GOODBYES, key);
        if (goodbye.isPresent()) {
            return goodbye.filter(word -> Arrays.equals(word, STOPPED_ALONE)).map(word -> AGENT_STOPPED);
        }
        return session.progress()
                .state(BLINDED, key)
                .map(bytes -> Instant.parse(new String(bytes, StandardCharsets.UTF_8)))
                .filter(at -> Duration.between(at, heard).compareTo(AFTERWARDS) < 0)
                .map(at -> AFTER_BLINDING);
    }

    private static void soon(Host host, Instant heard, Store.Session session) {
        session.progress().state(TOLD_SOON, host.id().text(), heard.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static boolean isToldSoon(Host host, Instant heard, Store.Session session) {
        return session.progress()
                .state(TOLD_SOON, host.id().text())
                .filter(told -> new String(told, StandardCharsets.UTF_8).equals(heard.toString()))
                .isPresent();
    }

    /** Servers under monitoring that fell silent while others of their commune are heard. */
    private void monitored(Tally tally, Instant now, Situations situations, Store.Session session, List<Finding> all) {
        if (tally.heard == 0) {
            return;
        }
        tally.servers.forEach((host, heard) -> {
            if (situations.of(host.id(), host.commune(), now).isMonitored()) {
                soon(host, heard, session);
                Map<String, String> evidence = Map.of("since", heard.toString());
                all.add(finding(SERVER, Situation.MONITORING, host, host.id().text(), heard, now, evidence));
            }
        });
    }

    /**
     * Whether a server that said goodbye may be away so long without a word to anybody: where it is switched off as desks are, as its own
     * system recorded more than once lately. That its agent was removed is told as that.
     */
    private boolean isExpected(Host host, Instant heard, Duration silent, Store.Session session) {
        boolean removed = session.progress()
                .state(GOODBYES, host.id().text())
                .filter(told -> Arrays.equals(told, UNINSTALLED))
                .isPresent();
        return removed
                || (silent.compareTo(LONGEST_REST) < 0
                        && session.coverage().gaps(host.id(), heard.minus(HABIT), heard).stream()
                                        .filter(gap -> gap.reason().equals(CoverageLog.SHUT_DOWN))
                                        .filter(gap -> Duration.between(gap.from(), gap.to())
                                                        .compareTo(alertAfter)
                                                >= 0)
                                        .count()
                                >= OFTEN);
    }

    private void commune(Commune commune, Tally tally, Instant now, Store.Session session, List<Finding> findings) {
        String key = "commune/" + commune.insee();
        boolean told = session.progress().state(EPISODES, key).isPresent();
        boolean all = tally.hosts >= 2 && tally.silent == tally.hosts && tally.withoutGoodbye > 0;
        Host last = tally.last;
        Instant heard = tally.lastHeard;
        if (all && !told && last != null && heard != null) {
            session.progress().state(EPISODES, key, new byte[] {1});
            // One line for the commune takes the place of one per server.
            findings.removeIf(finding -> finding.commune().equals(commune));
            findings.add(finding(
                    COMMUNE,
                    last,
                    commune.insee(),
                    heard,
                    now,
                    Map.of("since", heard.toString(), "hosts", Integer.toString(tally.hosts))));
        } else if (!all && told) {
            session.progress().forget(EPISODES, key);
        }
    }

    private Finding finding(
            String detector, Host host, String cause, Instant heard, Instant now, Map<String, String> evidence) {
        return finding(detector, Situation.CALM, host, cause, heard, now, evidence);
    }

    private Finding finding(
            String detector,
            Situation situation,
            Host host,
            String cause,
            Instant heard,
            Instant now,
            Map<String, String> evidence) {
        return new Finding(
                detector,
                cards.severity(detector, situation),
                cards.techniques(detector),
                host.commune(),
                host.id(),
                host.hostname(),
                cause,
                "silence/" + host.id().text() + "/" + heard,
                now,
                heard,
                evidence);
    }

    private static String reason(Host host, Store.Session session) {
        if (host.state() == State.UNINSTALLED) {
            return "uninstalled";
        }
        return session.progress()
                .state(GOODBYES, host.id().text())
                .map(told -> Arrays.equals(told, UNINSTALLED)
                        ? "uninstalled"
                        : Arrays.equals(told, SUSPENDED) ? CoverageLog.SUSPENDED : "stopped")
                .orElse("silent");
    }

    private static boolean server(Host host) {
        try {
            Map<String, List<String>> facts = FlatJson.fields(host.facts());
            String os = String.join("", facts.getOrDefault("os", List.of()));
            String version =
                    String.join("", facts.getOrDefault("os_version", facts.getOrDefault("osVersion", List.of())));
            return os.equals("linux") || version.toLowerCase(Locale.ROOT).contains("server");
        } catch (IOException unknown) {
            return false;
        }
    }

    /** The hosts of one commune during one tick. */
    private static final class Tally {
        private int hosts;
        private int silent;
        private int withoutGoodbye;
        private int heard;
        private final Map<Host, Instant> servers = new LinkedHashMap<>();
        private @Nullable Host last;
        private @Nullable Instant lastHeard;

        void silent(Host host, Instant heard, boolean goodbye) {
            silent++;
            withoutGoodbye += goodbye ? 0 : 1;
            if (lastHeard == null || heard.isAfter(lastHeard)) {
                last = host;
                lastHeard = heard;
            }
        }
    }
}
