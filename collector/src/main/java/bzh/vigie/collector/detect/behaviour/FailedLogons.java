package bzh.vigie.collector.detect.behaviour;

import bzh.vigie.collector.detect.finding.Cards;
import bzh.vigie.collector.detect.finding.Detector;
import bzh.vigie.collector.detect.finding.Evidence;
import bzh.vigie.collector.detect.finding.Finding;
import bzh.vigie.collector.detect.finding.Seen;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.Event.Logon;
import bzh.vigie.event.Event.LogonAction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Failed logons and then a success from the same address: five for the same account, or ten for any accounts, within ten
 * minutes on the host's monotonic clock. Several sources tell one attempt, so each is counted apart.
 *
 * <p>State is kept per host in 64 groups of addresses, at most 64 lines each, the oldest dropped: a line is source, address,
 * account, boot id and the monotonic times of the last 16 failures, between tabs.
 */
public final class FailedLogons implements Detector {
    static final String NAME = "vigie-logon-after-failures";

    private static final int SAME_ACCOUNT = 5;
    private static final int ANY_ACCOUNT = 10;
    private static final long WINDOW_MICROS = Duration.ofMinutes(10).toNanos() / 1_000;
    private static final int GROUPS = 64;
    private static final int LINES = 64;
    private static final int TIMES = 16;

    private final Cards cards;

    public FailedLogons(Cards cards) {
        this.cards = cards;
    }

    /** The failures of one address and account as one source tells them. */
    private record Failures(String source, String address, String account, String bootId, List<Long> times) {
        String line() {
            return String.join("\t", source, address, account, bootId)
                    + "\t"
                    + String.join(",", times.stream().map(String::valueOf).toList());
        }

        static Failures parse(String line) {
            String[] parts = line.split("\t", -1);
            List<Long> times = new ArrayList<>();
            for (String time : parts[4].split(",", -1)) {
                times.add(Long.parseLong(time));
            }
            return new Failures(parts[0], parts[1], parts[2], parts[3], times);
        }

        boolean sameAs(Failures other) {
            return source.equals(other.source) && address.equals(other.address) && account.equals(other.account);
        }

        /** Those of this boot and of the last ten minutes before that time. */
        int recent(String boot, long now) {
            return boot.equals(bootId)
                    ? (int) times.stream()
                            .filter(time -> time <= now && now - time <= WINDOW_MICROS)
                            .count()
                    : 0;
        }
    }

    @Override
    public List<Finding> judge(Seen seen, Store.Session session) {
        if (!(seen.event() instanceof Logon logon) || logon.action() == LogonAction.LOGOFF) {
            return List.of();
        }
        String address = word(logon.sourceAddress());
        String group = seen.host().text() + "/" + Math.floorMod(address.hashCode(), GROUPS);
        List<Failures> known = read(session, group);
        if (logon.action() == LogonAction.FAILED) {
            add(known, logon, address);
            write(session, group, known);
            return List.of();
        }
        return success(seen, logon, address, known, session, group);
    }

    private List<Finding> success(
            Seen seen, Logon logon, String address, List<Failures> known, Store.Session session, String group) {
        String account = word(logon.account().name());
        Map<String, Integer> anyBySource = new HashMap<>();
        int sameAccount = 0;
        for (Failures failures : known) {
            if (failures.address().equals(address)) {
                int recent = failures.recent(logon.at().bootId(), logon.at().monotonicMicros());
                anyBySource.merge(failures.source(), recent, Integer::sum);
                if (failures.account().equals(account)) {
                    sameAccount = Math.max(sameAccount, recent);
                }
            }
        }
        // Without an address (console, su, sudo) attempts on other accounts are other people's.
        int any = address.isEmpty()
                ? 0
                : anyBySource.values().stream()
                        .mapToInt(Integer::intValue)
                        .max()
                        .orElse(0);
        if (sameAccount < SAME_ACCOUNT && any < ANY_ACCOUNT) {
            return List.of();
        }
        known.removeIf(failures -> failures.address().equals(address)
                && (!address.isEmpty() || failures.account().equals(account)));
        write(session, group, known);
        Map<String, String> evidence = new LinkedHashMap<>(Evidence.of(seen.record()));
        evidence.put("failures", Integer.toString(Math.max(sameAccount, any)));
        String cause = seen.host().text() + "|" + address + "|" + account;
        return List.of(cards.about(seen, NAME, cause, evidence));
    }

    private static void add(List<Failures> known, Logon logon, String address) {
        long now = logon.at().monotonicMicros();
        Failures one = new Failures(
                word(logon.source()),
                address,
                word(logon.account().name()),
                logon.at().bootId(),
                List.of(now));
        List<Long> times = new ArrayList<>();
        for (Failures failures : known) {
            if (failures.sameAs(one) && failures.bootId().equals(one.bootId())) {
                times.addAll(failures.times());
            }
        }
        times.add(now);
        List<Long> last = List.copyOf(times.subList(Math.max(0, times.size() - TIMES), times.size()));
        known.removeIf(failures -> failures.sameAs(one));
        known.add(new Failures(one.source(), one.address(), one.account(), one.bootId(), last));
        while (known.size() > LINES) {
            known.removeFirst();
        }
    }

    private static List<Failures> read(Store.Session session, String group) {
        List<Failures> known = new ArrayList<>();
        session.progress().state(NAME, group).ifPresent(bytes -> {
            for (String line : new String(bytes, StandardCharsets.UTF_8).split("\n", -1)) {
                known.add(Failures.parse(line));
            }
        });
        return known;
    }

    private static void write(Store.Session session, String group, List<Failures> known) {
        if (known.isEmpty()) {
            session.progress().forget(NAME, group);
            return;
        }
        String text = String.join("\n", known.stream().map(Failures::line).toList());
        session.progress().state(NAME, group, text.getBytes(StandardCharsets.UTF_8));
    }

    /** What a host sent, fit for a line: no separators, at most 80 characters. */
    private static String word(String text) {
        String cut = text.length() > 80 ? text.substring(0, 80) : text;
        StringBuilder word = new StringBuilder();
        cut.chars().forEach(c -> word.append(c < ' ' ? '?' : (char) c));
        return word.toString();
    }
}
