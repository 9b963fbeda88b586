package bzh.vigie.collector.conclusion;

import bzh.vigie.collector.conclusion.DomainFacts.Tickets;
import bzh.vigie.collector.store.DirectoryAccounts.Teller;
import bzh.vigie.collector.store.DirectoryAccounts.TicketKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How often krbtgt's password was set since an eviction ended, as those tell who read the directory (decision 0067). A date can be set without
 * a password, so it is numbers that are counted; those of different readers and controllers only where they tell of one password with one
 * number. Whoever is mistrusted can lower what the others tell, and raises nothing. Pure.
 */
final class TicketResets {
    /** Between two that were seen no more are counted: a controller that is restored as the one that is right adds 100,000 to its numbers. */
    private static final int MOST_BETWEEN = 100;

    private static final List<Tickets> WORSENING =
            List.of(Tickets.TICKETS_TWICE, Tickets.TICKETS_ONCE, Tickets.TICKETS_UNKNOWN, Tickets.TICKETS_NOT);

    private final Instant end;
    private final Predicate<Teller> isMistrusted;
    private final List<TicketKey> keys;

    private TicketResets(Instant end, Predicate<Teller> isMistrusted, List<TicketKey> keys) {
        this.end = end;
        this.isMistrusted = isMistrusted;
        this.keys = keys;
    }

    /**
     * The passwords of krbtgt of one domain; none that was set in a time to come. A domain has one krbtgt: where another one was told since the
     * eviction ended, the worse one counts, until a domain was told wholly that has only the other, and each who told of the first takes that
     * back or a person states it: it was set up anew under its old name.
     *
     * @param whole when the last reading of all accounts began; empty where whoever is mistrusted told a part of what is known
     * @param rebuilt when a person stated last that the domain was set up anew; empty where nobody does
     */
    static Tickets of(
            List<TicketKey> keys,
            Predicate<Teller> isMistrusted,
            Optional<Instant> ended,
            Optional<Instant> whole,
            Optional<Instant> rebuilt) {
        if (ended.isEmpty()) {
            return Tickets.TICKETS_UNKNOWN;
        }
        Instant end = ended.get();
        Collection<List<TicketKey>> told = keys.stream()
                .filter(key -> !key.last().isBefore(end))
                .collect(Collectors.groupingBy(TicketKey::sid))
                .values();
        List<TicketKey> now = whole.isEmpty()
                ? List.of()
                : told.stream()
                        .filter(own -> own.stream().anyMatch(key -> !key.last().isBefore(whole.get())))
                        .flatMap(List::stream)
                        .toList();
        List<TicketKey> sound =
                now.stream().filter(key -> !isMistrusted.test(key.teller())).toList();
        Set<String> replaced = told.stream()
                .filter(own -> !now.isEmpty() && !now.containsAll(own))
                .filter(own -> own.stream().allMatch(key -> isTakenBack(key, sound))
                        || rebuilt.filter(stated ->
                                        own.stream().noneMatch(key -> key.last().isAfter(stated)))
                                .isPresent())
                .map(own -> own.getFirst().sid())
                .collect(Collectors.toSet());
        return keys.stream().collect(Collectors.groupingBy(TicketKey::sid)).values().stream()
                .filter(own -> own.stream().anyMatch(key -> !key.last().isBefore(end)))
                .filter(own -> !replaced.contains(own.getFirst().sid()))
                .map(own -> new TicketResets(end, isMistrusted, own).tickets())
                .reduce(TicketResets::worse)
                .orElse(Tickets.TICKETS_UNKNOWN);
    }

    /** Whether who told of a krbtgt told of another one since: one word alone does not stand against another's. */
    private static boolean isTakenBack(TicketKey old, List<TicketKey> now) {
        return old.teller().reader().isPresent()
                && now.stream()
                        .anyMatch(
                                key -> key.teller().reader().equals(old.teller().reader())
                                        && key.last().isAfter(old.last()));
    }

    private Tickets tickets() {
        List<TicketKey> since = keys.stream()
                .filter(key -> isSince(key) && !isMistrusted.test(key.teller()))
                .toList();
        // The one that was seen last counts: a controller may be restored from a backup.
        boolean isOldNow = keys.stream()
                .filter(key -> !isSince(key) && !key.last().isBefore(end))
                .anyMatch(old -> since.stream().allMatch(key -> key.last().isBefore(old.last())));
        if (isOldNow) {
            return Tickets.TICKETS_NOT;
        }
        if (since.isEmpty()) {
            return Tickets.TICKETS_UNKNOWN;
        }
        if (since.stream().allMatch(key -> key.version().isEmpty())) {
            return Tickets.TICKETS_ONCE;
        }
        return numbered();
    }

    private boolean isSince(TicketKey key) {
        return !key.set().isBefore(end);
    }

    /** By those that have numbers, of before only the ones that still stood when the eviction was over. */
    private Tickets numbered() {
        Map<Teller, List<TicketKey>> sound = new LinkedHashMap<>();
        Map<Teller, List<TicketKey>> others = new LinkedHashMap<>();
        keys.stream()
                .filter(key -> key.version().isPresent()
                        && (isSince(key) || !key.last().isBefore(end)))
                .forEach(key -> (isMistrusted.test(key.teller()) ? others : sound)
                        .computeIfAbsent(key.teller(), teller -> new ArrayList<>())
                        .add(key));
        List<List<TicketKey>> groups = groups(sound.values());
        List<Tickets> told = groups.stream()
                .filter(group -> group.stream().anyMatch(this::isSince))
                .map(group -> of(group, others.values()))
                .toList();
        boolean isDisputed =
                groups.stream().anyMatch(group -> groups.stream().anyMatch(other -> contradicts(group, other)));
        Tickets found = told.stream()
                .reduce((a, b) -> isDisputed ? worse(a, b) : better(a, b))
                .orElse(Tickets.TICKETS_UNKNOWN);
        return isDisputed ? worse(found, Tickets.TICKETS_ONCE) : found;
    }

    private static List<List<TicketKey>> groups(Collection<List<TicketKey>> tellers) {
        List<List<TicketKey>> groups = new ArrayList<>();
        for (List<TicketKey> teller : tellers) {
            groups.stream()
                    .filter(group -> agrees(group, teller))
                    .findFirst()
                    .ifPresentOrElse(group -> group.addAll(teller), () -> groups.add(new ArrayList<>(teller)));
        }
        return groups;
    }

    private static boolean agrees(List<TicketKey> a, List<TicketKey> b) {
        return !contradicts(a, b)
                && a.stream()
                        .anyMatch(one -> b.stream()
                                .anyMatch(two -> one.set().equals(two.set())
                                        && one.version().equals(two.version())));
    }

    private static boolean contradicts(List<TicketKey> a, List<TicketKey> b) {
        return a.stream().anyMatch(one -> {
            Set<OptionalInt> told = b.stream()
                    .filter(two -> one.set().equals(two.set()))
                    .map(TicketKey::version)
                    .collect(Collectors.toSet());
            return !told.isEmpty() && !told.contains(one.version());
        });
    }

    /** What a group tells, and not more than with what those say besides who are mistrusted. */
    private Tickets of(List<TicketKey> group, Collection<List<TicketKey>> others) {
        List<TicketKey> all = Stream.concat(
                        group.stream(),
                        others.stream().filter(each -> agrees(group, each)).flatMap(List::stream))
                .toList();
        return worse(count(group), count(all));
    }

    /**
     * From the first that was seen on as many as the numbers say. A number that goes back is a controller that was restored: then only what
     * comes after it counts.
     */
    private Tickets count(List<TicketKey> told) {
        long resets = 0;
        boolean wentBack = false;
        Optional<TicketKey> before = Optional.empty();
        for (TicketKey key : inOrder(told)) {
            int step = before.isEmpty()
                    ? isSince(key) ? 1 : 0
                    : before.get().set().equals(key.set())
                            ? 0
                            : key.version().orElseThrow()
                                    - before.get().version().orElseThrow();
            if (step < 0) {
                wentBack = true;
                resets = 0;
            } else if (isSince(key)) {
                resets += step > MOST_BETWEEN ? 1 : step;
            }
            before = Optional.of(key);
        }
        return resets >= 2
                ? Tickets.TICKETS_TWICE
                : wentBack ? Tickets.TICKETS_UNKNOWN : resets == 1 ? Tickets.TICKETS_ONCE : Tickets.TICKETS_NOT;
    }

    /** Each once, by when it was seen last. */
    private static List<TicketKey> inOrder(List<TicketKey> told) {
        Map<List<Object>, TicketKey> last = new LinkedHashMap<>();
        told.forEach(key -> last.merge(
                List.of(key.set(), key.version()), key, (a, b) -> a.last().isBefore(b.last()) ? b : a));
        return last.values().stream()
                .sorted(Comparator.comparing(TicketKey::last)
                        .thenComparingInt(key -> key.version().orElseThrow()))
                .toList();
    }

    private static Tickets better(Tickets a, Tickets b) {
        return WORSENING.indexOf(a) <= WORSENING.indexOf(b) ? a : b;
    }

    private static Tickets worse(Tickets a, Tickets b) {
        return WORSENING.indexOf(a) >= WORSENING.indexOf(b) ? a : b;
    }
}
