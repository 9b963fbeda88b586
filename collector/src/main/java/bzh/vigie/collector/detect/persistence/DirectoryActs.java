package bzh.vigie.collector.detect.persistence;

import bzh.vigie.collector.detect.finding.Finding;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Progress;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.Sha256;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Findings of a directory that wait until its reading is over, so that one act becomes one alert: a policy with all that it hands out, an
 * account with all the rights that it was given. The alert is that of the gravest finding and names the others. In the session's progress,
 * one state an act: its number and how many findings were left out, then each of them after its length ({@link FindingBytes}).
 */
final class DirectoryActs {
    /** Field of an alert: the other findings of the act, a line each: place, change, object, name, value, policy and rule, with tabs between. */
    static final String TOGETHER = "together";

    /** Field of an alert: how many more there are that no line names. */
    static final String MORE = "together_more";

    /** The source whose state an agent tells when a reading is over. */
    static final String SOURCE = "directory.ldap";

    /** A reading that does not end, or whose end is lost, delays an alert no longer than this. */
    static final Duration LONGEST = Duration.ofMinutes(5);

    /** Acts of one host that wait; what comes above that is told at once. */
    static final int MOST_ACTS = 1_000;

    private static final int MOST_OF_ACT = 200;
    private static final int MOST_LINES = 60;
    private static final int MOST_TEXT = 8_000;
    private static final int LONGEST_PART = 300;
    private static final String DETECTOR = "directory-acts";
    private static final String COUNTS = "directory-acts-count";

    private static final Comparator<Held> GRAVEST_FIRST =
            Comparator.comparing((Held held) -> held.finding().severity()).reversed();

    private DirectoryActs() {}

    /** A finding, and what {@link SharedTwice} notes once it is told. */
    private record Held(String noted, Finding finding) {}

    /** Its number says which came first. */
    private record Act(int number, int more, List<Held> held) {
        List<Finding> findings() {
            return held.stream().map(Held::finding).toList();
        }
    }

    /** What is told, and what is to be noted of it and of all that it stands for. */
    record Told(Finding finding, List<String> noted) {}

    /** Whether it waits; false where its host has as many acts waiting as it may. */
    static boolean add(Progress progress, String act, String noted, Finding finding) {
        String key = key(finding.host(), act);
        Act before = progress.state(DETECTOR, key).map(DirectoryActs::decode).orElse(new Act(0, 0, List.of()));
        int number = before.number();
        if (before.held().isEmpty()) {
            int acts = count(progress, finding.host());
            number = acts + 1;
            if (acts >= MOST_ACTS) {
                return false;
            }
            count(progress, finding.host(), acts + 1);
        }
        boolean full = before.held().size() >= MOST_OF_ACT;
        List<Held> all = new ArrayList<>(before.held());
        all.add(new Held(noted, finding));
        if (full) {
            all.sort(GRAVEST_FIRST);
            all.removeLast();
        }
        progress.state(DETECTOR, key, encode(new Act(number, before.more() + (full ? 1 : 0), all)));
        return true;
    }

    /** What is to be told of that host, whose reading is over. */
    static List<Told> over(Store.Session session, AgentId host) {
        return release(session, host.text() + "|", Instant.MAX);
    }

    /** What waits too long. */
    static List<Told> due(Store.Session session, Instant now) {
        return release(session, "", now.minus(LONGEST));
    }

    private static List<Told> release(Store.Session session, String host, Instant before) {
        Map<String, Act> acts = new LinkedHashMap<>();
        session.progress().states(DETECTOR).forEach((key, bytes) -> {
            if (key.startsWith(host)) {
                Act act = decode(bytes);
                if (!act.findings().getFirst().time().isAfter(before)) {
                    acts.put(key, act);
                }
            }
        });
        acts.forEach((key, act) -> {
            session.progress().forget(DETECTOR, key);
            AgentId of = act.findings().getFirst().host();
            count(session.progress(), of, Math.max(0, count(session.progress(), of) - 1));
        });
        List<Act> inOrder = acts.values().stream()
                .sorted(Comparator.comparingInt(Act::number))
                .toList();
        return withOrders(inOrder).stream().flatMap(act -> told(session, act)).toList();
    }

    /** The order of links of a place says nothing beside the link that changed it. */
    private static List<Act> withOrders(Iterable<Act> acts) {
        List<Act> all = new ArrayList<>();
        List<Held> orders = new ArrayList<>();
        for (Act act : acts) {
            if (act.findings().stream().allMatch(DirectoryAct::isOrder)) {
                orders.addAll(act.held());
            } else {
                all.add(act);
            }
        }
        for (Held order : orders) {
            int of = -1;
            for (int i = 0; i < all.size() && of < 0; i++) {
                of = all.get(i).findings().stream().anyMatch(each -> DirectoryAct.isLinkOf(each, order.finding()))
                        ? i
                        : -1;
            }
            if (of < 0) {
                all.add(new Act(0, 0, List.of(order)));
            } else {
                Act act = all.get(of);
                all.set(
                        of,
                        new Act(
                                act.number(),
                                act.more(),
                                Stream.concat(act.held().stream(), Stream.of(order))
                                        .toList()));
            }
        }
        return all;
    }

    /** What an open alert has is counted there; the rest is one finding, and what equals it is counted with it. */
    private static Stream<Told> told(Store.Session session, Act act) {
        List<Told> told = new ArrayList<>();
        List<Held> rest = new ArrayList<>();
        for (Held held : act.held()) {
            Finding finding = held.finding();
            if (session.alerts()
                    .open(finding.commune(), finding.rule(), finding.cause(), finding.onHost())
                    .isPresent()) {
                told.add(new Told(finding, List.of(held.noted())));
            } else {
                rest.add(held);
            }
        }
        rest.sort(GRAVEST_FIRST);
        if (!rest.isEmpty()) {
            Finding first = rest.getFirst().finding();
            List<Held> same = rest.stream()
                    .skip(1)
                    .filter(other -> isSame(first, other.finding()))
                    .toList();
            List<Finding> others = rest.stream()
                    .skip(1)
                    .map(Held::finding)
                    .filter(other -> !isSame(first, other))
                    .toList();
            told.add(new Told(
                    one(session, first, others, act.more()),
                    rest.stream().map(Held::noted).toList()));
            same.forEach(other -> told.add(new Told(other.finding(), List.of())));
        }
        return told.stream();
    }

    private static boolean isSame(Finding one, Finding other) {
        return one.rule().equals(other.rule()) && one.cause().equals(other.cause());
    }

    private static Finding one(Store.Session session, Finding first, List<Finding> others, int more) {
        Map<String, String> evidence = new LinkedHashMap<>(first.evidence());
        DirectoryAct.policy(session, first).ifPresent(name -> evidence.put(DirectoryAct.POLICY, name));
        Set<String> techniques = new LinkedHashSet<>(first.techniques());
        StringBuilder lines = new StringBuilder();
        int named = 0;
        for (Finding other : others) {
            techniques.addAll(other.techniques());
            String line = line(session, other);
            if (named < MOST_LINES && lines.length() + line.length() < MOST_TEXT) {
                lines.append(lines.isEmpty() ? "" : "\n").append(line);
                named++;
            }
        }
        if (!lines.isEmpty()) {
            evidence.put(TOGETHER, lines.toString());
        }
        int unnamed = more + others.size() - named;
        if (unnamed > 0) {
            evidence.put(MORE, Integer.toString(unnamed));
        }
        return new Finding(
                first.rule(),
                first.severity(),
                List.copyOf(techniques),
                first.commune(),
                first.host(),
                first.hostname(),
                first.cause(),
                first.firstEvent(),
                first.time(),
                first.hostTime(),
                evidence);
    }

    private static String line(Store.Session session, Finding finding) {
        Map<String, String> evidence = finding.evidence();
        return String.join(
                "\t",
                Stream.of(
                                evidence.getOrDefault("location", ""),
                                evidence.getOrDefault("change", ""),
                                evidence.getOrDefault("source", ""),
                                evidence.getOrDefault("name", ""),
                                evidence.getOrDefault("value", ""),
                                DirectoryAct.policy(session, finding).orElse(""),
                                finding.rule())
                        .map(part -> part.replaceAll("[\\t\\r\\n]", " "))
                        .map(part -> part.length() <= LONGEST_PART ? part : part.substring(0, LONGEST_PART) + "…")
                        .toList());
    }

    private static String key(AgentId host, String act) {
        return host.text() + "|"
                + Sha256.over(act.getBytes(StandardCharsets.UTF_8)).hex();
    }

    private static int count(Progress progress, AgentId host) {
        return progress.state(COUNTS, host.text())
                .map(bytes -> Integer.parseInt(new String(bytes, StandardCharsets.US_ASCII)))
                .orElse(0);
    }

    private static void count(Progress progress, AgentId host, int acts) {
        if (acts == 0) {
            progress.forget(COUNTS, host.text());
        } else {
            progress.state(COUNTS, host.text(), Integer.toString(acts).getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static byte[] encode(Act act) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(act.number());
            out.writeInt(act.more());
            for (Held held : act.held()) {
                byte[] one = FindingBytes.encode(held.noted(), held.finding());
                out.writeInt(one.length);
                out.write(one);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return bytes.toByteArray();
    }

    private static Act decode(byte[] bytes) {
        List<Held> held = new ArrayList<>();
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int number = in.readInt();
            int more = in.readInt();
            while (in.available() > 0) {
                byte[] one = in.readNBytes(in.readInt());
                held.add(new Held(FindingBytes.label(one), FindingBytes.finding(one)));
            }
            return new Act(number, more, held);
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory", e);
        }
    }
}
