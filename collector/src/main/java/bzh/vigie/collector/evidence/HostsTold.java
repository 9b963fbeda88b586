package bzh.vigie.collector.evidence;

import bzh.vigie.collector.ledger.LedgerContent;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Inventories;
import bzh.vigie.collector.store.Inventories.Stood;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.Moment;
import bzh.vigie.event.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the ledger says of what hosts of a commune told, as far as a conclusion rests on it: accounts that logged on, days of users, machines that
 * were seen, former names, each by a short hash of its row's key, with a time that may only grow; one digest over all items that came or went; and the rows
 * of coverage.
 */
public final class HostsTold {
    /** Rows that stand in an entry one by one; of more there is a number. */
    static final int MOST = 20_000;

    static final String FROM = "from";
    static final String ITEMS = "items";
    static final String MORE = "more";
    private static final Instant END = Instant.parse("9999-12-31T00:00:00Z");

    private HostsTold() {}

    /** What a row is of, and the word before its hash. */
    enum Kind {
        /** An account on a host. What may grow is its last logon. */
        ACCOUNT("account"),
        /** A day of a user. */
        USER("user"),
        /** A machine that a host saw. What may grow is when it did last. */
        NEIGHBOUR("neighbour"),
        /** A former name of a host. What may grow is when it was dropped. */
        NAME("name");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    /**
     * A row.
     *
     * @param name its kind and the beginning of a hash of its key
     * @param since microseconds: by when it is decided in which entry it stands
     * @param value microseconds
     */
    record Row(Kind kind, String name, AgentId host, long since, long value) {}

    interface Taker {
        void take(Row row);
    }

    /**
     * Of a time by the collector's clock that is over, and of which everything was judged.
     *
     * @param from where the entry before it ended; the epoch for the first
     */
    public static LedgerContent of(Store.Session session, Commune commune, Instant from, Instant to) {
        return of(session, commune, from, to, MOST);
    }

    /** With so many rows at most: days of users first, and of each host its share before any host has more. */
    static LedgerContent of(Store.Session session, Commune commune, Instant from, Instant to, int most) {
        long start = micros(from);
        long end = micros(to);
        List<Row> all = new ArrayList<>();
        rows(session, commune, row -> {
            if (isOf(row, start, end)) {
                all.add(row);
            }
        });
        all.sort(Comparator.comparing(row -> row.kind() != Kind.USER));
        long share = most / Math.max(1, all.stream().map(Row::host).distinct().count());
        Map<String, String> words = new HashMap<>();
        Map<AgentId, Integer> ofHost = new HashMap<>();
        List<Row> above = new ArrayList<>();
        for (Row row : all) {
            if (ofHost.merge(row.host(), 1, Integer::sum) <= share) {
                words.put(row.name(), Long.toString(row.value()));
            } else {
                above.add(row);
            }
        }
        Map<String, Integer> more = new HashMap<>();
        for (Row row : above) {
            if (words.size() < most) {
                words.put(row.name(), Long.toString(row.value()));
            } else {
                more.merge(more(row.kind()) + row.host().text(), 1, Integer::sum);
            }
        }
        more.forEach((name, count) -> words.put(name, Integer.toString(count)));
        Items items = new Items(List.of(from), to);
        hosts(session, commune).forEach(host -> items.add(session.inventories(), host.id()));
        words.put(FROM, from.toString());
        words.put(
                MORE,
                Integer.toString(more.values().stream().mapToInt(each -> each).sum()));
        words.put(ITEMS, items.said(from));
        words.putAll(CoverageRows.of(session, commune, from, to));
        return new LedgerContent(words);
    }

    /** Before the id of a host: how many of its rows of a kind do not stand in the entry. */
    static String more(Kind kind) {
        return MORE + "." + kind.word() + ".";
    }

    /** Whether the entry of that time has the row: what is used all the time stands in each. */
    static boolean isOf(Row row, long from, long to) {
        return switch (row.kind()) {
            case ACCOUNT -> row.value() >= from;
            case NEIGHBOUR -> row.since() >= from;
            case USER, NAME -> row.since() >= from && row.since() < to;
        };
    }

    static List<Host> hosts(Store.Session session, Commune commune) {
        return session.hosts().all(new Scope.Communes(Set.of(commune))).stream()
                .sorted(Comparator.comparing(host -> host.id().text()))
                .toList();
    }

    /** All that there are now. */
    static void rows(Store.Session session, Commune commune, Taker taker) {
        Scope one = new Scope.Communes(Set.of(commune));
        session.accountUses()
                .list(one)
                .forEach(use -> taker.take(row(
                        Kind.ACCOUNT,
                        use.host(),
                        micros(use.last()),
                        micros(use.last()),
                        use.account(),
                        use.domain(),
                        use.key())));
        session.neighbours()
                .list(one, commune)
                .forEach(seen -> taker.take(row(
                        Kind.NEIGHBOUR,
                        seen.host(),
                        seen.neighbour().firstWallMicros(),
                        seen.neighbour().lastWallMicros(),
                        seen.neighbour().origin().name(),
                        seen.neighbour().address().map(Object::toString).orElse(""),
                        seen.neighbour().mac().map(Object::toString).orElse(""),
                        seen.neighbour().name())));
        for (Host host : hosts(session, commune)) {
            session.hosts()
                    .formerNames(host.id())
                    .forEach(former -> taker.take(row(
                            Kind.NAME, host.id(), micros(former.dropped()), micros(former.dropped()), former.name())));
            session.userDays()
                    .told(host.id(), Instant.EPOCH, END)
                    .forEach(told -> taker.take(row(
                            Kind.USER,
                            host.id(),
                            micros(told.received()),
                            micros(told.day()),
                            told.account(),
                            told.day().toString())));
        }
    }

    private static Row row(Kind kind, AgentId host, long since, long value, String... key) {
        MessageDigest digest = Sha256.digest();
        List<String> parts = new ArrayList<>(List.of(kind.word(), host.text()));
        parts.addAll(Arrays.asList(key));
        for (String part : parts) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            digest.update(
                    ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
            digest.update(bytes);
        }
        return new Row(kind, kind.word() + "." + HexFormat.of().formatHex(digest.digest(), 0, 8), host, since, value);
    }

    static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    /**
     * Digests over the items that came to hosts, or went, by the receipt that told it: of adjoining times, all in one passage. A digest is over lines of
     * hosts in the order of their ids, of each in the order of time and text.
     */
    static final class Items {
        private final TreeMap<Long, Tally> times = new TreeMap<>();
        private final Map<Long, String> fingerprints = new HashMap<>();
        private final Instant first;
        private final Instant to;

        private static final class Tally {
            private final MessageDigest digest = Sha256.digest();
            private long lines;
        }

        private record Line(long micros, String text) {}

        /** @param from where the times begin, ascending; each ends where the next begins */
        Items(List<Instant> from, Instant to) {
            from.forEach(each -> times.put(micros(each), new Tally()));
            this.first = from.getFirst();
            this.to = to;
        }

        void add(Inventories inventories, AgentId host) {
            List<Line> lines = new ArrayList<>();
            for (Stood stood : inventories.during(host, first, to)) {
                String item = fingerprints.computeIfAbsent(stood.item(), inventories::fingerprint);
                line(lines, stood.since(), "came " + item + " " + stood.firstSeen());
                stood.until().ifPresent(until -> line(lines, until, "went " + item + " " + stood.since()));
            }
            lines.sort(Comparator.comparingLong(Line::micros).thenComparing(Line::text));
            for (Line line : lines) {
                Tally tally = times.floorEntry(line.micros()).getValue();
                tally.lines++;
                tally.digest.update((host.text() + " " + Moment.instant(line.micros()) + " " + line.text() + "\n")
                        .getBytes(StandardCharsets.UTF_8));
            }
        }

        private void line(List<Line> lines, Instant when, String text) {
            if (!when.isBefore(first) && when.isBefore(to)) {
                lines.add(new Line(micros(when), text));
            }
        }

        /** Once, of the time that begins there: how many lines, and their digest. */
        String said(Instant from) {
            Tally tally = times.getOrDefault(micros(from), new Tally());
            return tally.lines + " " + Sha256.of(tally.digest.digest()).hex();
        }
    }
}
