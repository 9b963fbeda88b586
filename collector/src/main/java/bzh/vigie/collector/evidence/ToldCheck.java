package bzh.vigie.collector.evidence;

import bzh.vigie.collector.evidence.HostsTold.Kind;
import bzh.vigie.collector.evidence.HostsTold.Row;
import bzh.vigie.collector.evidence.LedgerVerification.Difference;
import bzh.vigie.collector.ledger.LedgerContent;
import bzh.vigie.collector.ledger.LedgerKind;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Ledger;
import bzh.vigie.collector.store.Neighbours;
import bzh.vigie.collector.store.Store;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What hosts told against what the ledger says of it, one commune after the other, so that no more is held in memory than one commune has.
 * Rows that this program lets go of by itself, since they are old or since a host told too many, are missed by nobody.
 */
final class ToldCheck {
    private static final int PAGE = 500;

    private final Store.Session session;
    private final Findings found;

    ToldCheck(Store.Session session, Findings found) {
        this.session = session;
        this.found = found;
    }

    /** Rows of a commune as they are now. */
    private static final class Now {
        final Map<String, Row> rows = new HashMap<>();
        final Map<String, Integer> neighboursOfHost = new HashMap<>();
        long oldestNeighbour = Long.MAX_VALUE;
    }

    /** The end of what an entry of kind {@link LedgerKind#TOLD} is about: after the day of its reference. */
    static Instant end(String reference) {
        return LocalDate.parse(reference)
                .plusDays(1)
                .atStartOfDay(ZoneOffset.UTC)
                .toInstant();
    }

    /** Of the communes whose hosts such entries are about. */
    void check(List<Commune> communes) {
        long oldestDay = session.userDays().oldest().map(HostsTold::micros).orElse(Long.MAX_VALUE);
        LocalDate oldestRow = LocalDate.ofInstant(session.coverage().oldest().orElse(Instant.EPOCH), ZoneOffset.UTC);
        for (Commune commune : communes) {
            try {
                check(commune, oldestDay, oldestRow);
            } catch (DateTimeParseException e) {
                found.add(Difference.UNREADABLE, "told/" + commune.insee());
            }
        }
    }

    private void check(Commune commune, long oldestDay, LocalDate oldestRow) {
        Now now = now(commune);
        Set<String> told = new HashSet<>();
        List<Instant> begins = new ArrayList<>();
        List<String> items = new ArrayList<>();
        List<String> days = new ArrayList<>();
        List<CoverageRows.Entry> coverage = new ArrayList<>();
        Set<String> incomplete = new HashSet<>();
        boolean complete = true;
        Instant end = Instant.EPOCH;
        long after = 0;
        List<Ledger.Row> page;
        do {
            page = session.ledger().list(LedgerKind.TOLD, commune, after, PAGE);
            for (Ledger.Row row : page) {
                after = row.entry().number();
                String day = row.entry().reference();
                begins.add(end);
                end = end(day);
                days.add(day);
                if (row.digest().filter(row.entry().content()::equals).isEmpty()
                        || row.content().isEmpty()) {
                    // The chain's check tells of it.
                    items.add("");
                    complete = false;
                    continue;
                }
                LedgerContent said = row.content().get();
                items.add(said.field(HostsTold.ITEMS));
                // Older entries do not say whose rows they left out.
                complete &= said.field(HostsTold.MORE).equals("0")
                        || said.fields().keySet().stream().anyMatch(ToldCheck::isMore);
                incomplete.addAll(hostsWithMore(said));
                String where = commune.insee() + "/" + day + "/";
                coverage.add(new CoverageRows.Entry(after, day, begins.getLast(), end, said.field(CoverageRows.ALL)));
                said.fields().forEach((name, value) -> {
                    if (isOfUser(name)) {
                        told.add(name);
                    }
                    if (!isMore(name) && !name.startsWith(CoverageRows.HOST)) {
                        row(where, name, Numbers.of(value), now, oldestDay);
                    }
                });
            }
        } while (page.size() == PAGE);
        if (begins.isEmpty()) {
            return;
        }
        CoverageRows.changed(session, commune, coverage, oldestRow)
                .forEach(entry -> session.ledger().list(LedgerKind.TOLD, commune, entry.number() - 1, 1).stream()
                        .flatMap(row -> row.content().stream())
                        .forEach(said -> CoverageRows.compare(
                                session, found, commune, entry, said, commune.insee() + "/" + entry.day() + "/")));
        if (complete) {
            added(commune, now, told, incomplete, HostsTold.micros(end));
        }
        items(commune, begins, end, items, days);
    }

    private static boolean isMore(String name) {
        return name.startsWith(HostsTold.MORE + ".");
    }

    /** Hosts of which not every day of a user stands in an entry. */
    private static Set<String> hostsWithMore(LedgerContent said) {
        String before = HostsTold.more(Kind.USER);
        return said.fields().keySet().stream()
                .filter(name -> name.startsWith(before))
                .map(name -> name.substring(before.length()))
                .collect(Collectors.toSet());
    }

    private static boolean isOfUser(String name) {
        return name.startsWith(Kind.USER.word() + ".");
    }

    private Now now(Commune commune) {
        Now now = new Now();
        HostsTold.rows(session, commune, row -> {
            now.rows.put(row.name(), row);
            if (row.kind() == Kind.NEIGHBOUR) {
                now.neighboursOfHost.merge(row.host().text(), 1, Integer::sum);
                now.oldestNeighbour = Math.min(now.oldestNeighbour, row.value());
            }
        });
        return now;
    }

    private void row(String where, String name, long value, Now now, long oldestDay) {
        int dot = name.indexOf('.');
        if (dot < 0) {
            return;
        }
        Row is = now.rows.get(name);
        if (is != null) {
            if (is.value() < value) {
                found.add(Difference.TOLD_CHANGED, where + name.substring(0, dot));
            }
            return;
        }
        boolean letGo = (isOfUser(name) && value < oldestDay)
                || (name.startsWith(Kind.NEIGHBOUR.word() + ".") && mayBeLetGo(value, now));
        if (!letGo) {
            found.add(Difference.TOLD_GONE, where + name.substring(0, dot));
        }
    }

    /** Old ones go together; of a host that is full the oldest goes, and whose it was is not known any more. */
    private static boolean mayBeLetGo(long last, Now now) {
        return last < now.oldestNeighbour
                || now.neighboursOfHost.values().stream().anyMatch(rows -> rows >= Neighbours.MOST_OF_HOST);
    }

    /** A day of a user makes a conclusion better: one that was told by nobody is named. */
    private void added(Commune commune, Now now, Set<String> told, Set<String> incomplete, long end) {
        now.rows.values().stream()
                .filter(row -> row.kind() == Kind.USER && row.since() < end && !told.contains(row.name()))
                .filter(row -> !incomplete.contains(row.host().text()))
                .forEach(row -> found.add(
                        Difference.TOLD_ADDED,
                        commune.insee() + "/" + row.host().text()));
    }

    private void items(Commune commune, List<Instant> begins, Instant end, List<String> said, List<String> days) {
        HostsTold.Items items = new HostsTold.Items(begins, end);
        Instant forgotten = Instant.MIN;
        for (Host host : HostsTold.hosts(session, commune)) {
            items.add(session.inventories(), host.id());
            Instant decided = session.hosts().forgotten(host.id()).orElse(Instant.MIN);
            forgotten = decided.isAfter(forgotten) ? decided : forgotten;
        }
        for (int i = 0; i < begins.size(); i++) {
            // The days before somebody had what a host sent removed no longer add up, as that decision in the ledger
            // says.
            boolean isSaid = !said.get(i).isEmpty() && !begins.get(i).isBefore(forgotten);
            if (isSaid && !items.said(begins.get(i)).equals(said.get(i))) {
                found.add(Difference.TOLD_CHANGED, commune.insee() + "/" + days.get(i) + "/items");
            }
        }
    }
}
