package bzh.vigie.collector.detect.sigma.correlation;

import bzh.vigie.collector.detect.sigma.Correlation;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;

/**
 * Correlates occurrences. What it remembers is bounded by {@link Limits}; what it had to forget is in {@link #counts}. Its
 * state comes out as changes since the last time and goes in as a whole, so that whoever owns it can keep it in a transaction
 * with what was found. One thread.
 */
public final class Correlator {
    /** Before and after, clocks are wrong: an event of such a time is taken as of that one. */
    private static final Instant EARLIEST = Instant.parse("1990-01-01T00:00:00Z");

    private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");
    /** A group that nothing came for is forgotten after its timespan, the lateness and this. */
    private static final long IDLE_MICROS = 24 * 3_600_000_000L;

    private static final int LONGEST_SHOWN = 400;

    private final Limits limits;
    private final List<Plan> plans;
    private final Map<String, List<Use>> uses = new HashMap<>();
    private final Map<Plan, Groups> groups = new LinkedHashMap<>();
    private final Set<String> changed = new LinkedHashSet<>();
    private final Set<Overflow> overflowed = new LinkedHashSet<>();
    private Counts counts = Counts.NONE;

    /**
     * Whoever held most, so that something of it was forgotten to make place.
     *
     * @param host that told most of it
     */
    public record Overflow(String scope, String host) {}

    /** A rule in a correlation. */
    private record Use(Plan plan, int rule) {}

    /** @param correlations each after those that it refers to */
    public Correlator(List<Correlation> correlations, Limits limits) {
        this.limits = limits;
        this.plans = Plan.of(correlations);
        for (Plan plan : plans) {
            groups.put(plan, new Groups());
            for (int rule = 0; rule < plan.correlation().rules().size(); rule++) {
                uses.computeIfAbsent(plan.correlation().rules().get(rule).id(), ignored -> new ArrayList<>())
                        .add(new Use(plan, rule));
            }
        }
    }

    /** Whether some correlation is about this rule. */
    public boolean isAbout(String rule) {
        return uses.containsKey(rule);
    }

    /**
     * Takes an occurrence; gives the correlations that hold with it, those of correlations among them.
     *
     * @param now the collector's clock
     */
    public List<Hit> take(Occurrence occurrence, Instant now) {
        List<Hit> hits = new ArrayList<>();
        Deque<Occurrence> waiting = new ArrayDeque<>(List.of(occurrence));
        drain(waiting, now, hits);
        return hits;
    }

    /** Gives the correlations that hold because no event of their window can come any more; forgets idle groups. */
    public List<Hit> pass(Instant now) {
        long micros = micros(now);
        long lateness = limits.lateness().toNanos() / 1_000;
        List<Hit> hits = new ArrayList<>();
        Deque<Occurrence> waiting = new ArrayDeque<>();
        for (Plan plan : plans) {
            if (!plan.correlation().isOpenEnded()) {
                groups(plan).each((key, group) -> {
                    boolean waited = micros - group.touched() > lateness;
                    if (waited) {
                        close(plan, key, group, micros - lateness, waiting, hits);
                    }
                    return waited;
                });
            }
            forgetIdle(plan, micros - plan.correlation().timespan().toNanos() / 1_000 - lateness - IDLE_MICROS);
            // What a correlation finds, those of it may wait for.
            drain(waiting, now, hits);
        }
        return hits;
    }

    private void forgetIdle(Plan plan, long until) {
        List<String> idle = new ArrayList<>();
        groups(plan).each((key, group) -> {
            boolean isIdle = group.touched() < until;
            if (isIdle) {
                idle.add(key);
            }
            return isIdle;
        });
        for (String key : idle) {
            groups(plan).remove(key);
            changed.add(key);
        }
    }

    /** Gives the correlations that hold as no more events come at all: the end of files. */
    public List<Hit> end(Instant now) {
        List<Hit> hits = new ArrayList<>();
        Deque<Occurrence> waiting = new ArrayDeque<>();
        for (Plan plan : plans) {
            groups(plan).each((key, group) -> {
                close(plan, key, group, Long.MAX_VALUE, waiting, hits);
                return true;
            });
            drain(waiting, now, hits);
        }
        return hits;
    }

    /** What could not be correlated so far. */
    public Counts counts() {
        return counts;
    }

    /** Holders that gave way since this was last asked. */
    public Set<Overflow> overflowed() {
        Set<Overflow> told = Set.copyOf(overflowed);
        overflowed.clear();
        return told;
    }

    /** Groups that changed since this was last asked, by key; empty for those that are no more. */
    public Map<String, Optional<byte[]>> changes() {
        Map<String, Optional<byte[]>> changes = new LinkedHashMap<>();
        for (String key : changed) {
            changes.put(key, find(key).map(GroupCodec::encode));
        }
        changed.clear();
        return changes;
    }

    /**
     * Takes what was kept in place of what is remembered; gives the keys of what is of no use any more, because its
     * correlation is gone or reads otherwise now.
     */
    public Set<String> restore(Map<String, byte[]> kept) {
        groups.values().forEach(Groups::clear);
        changed.clear();
        Set<String> useless = new LinkedHashSet<>();
        Map<Plan, Map<String, Group>> restored = new HashMap<>();
        kept.forEach((key, bytes) -> {
            Optional<Plan> plan = plan(key);
            Optional<Group> group = plan.flatMap(of -> GroupCodec.decode(of.correlation(), limits, bytes));
            if (plan.isPresent() && group.isPresent()) {
                restored.computeIfAbsent(plan.get(), ignored -> new HashMap<>()).put(key, group.get());
            } else {
                useless.add(key);
            }
        });
        restored.forEach((plan, of) -> of.entrySet().stream()
                .sorted(Comparator.comparingLong(each -> each.getValue().touched()))
                .forEach(each -> groups(plan).put(each.getKey(), each.getValue())));
        plans.forEach(this::makePlace);
        return useless;
    }

    private void drain(Deque<Occurrence> waiting, Instant now, List<Hit> hits) {
        while (!waiting.isEmpty()) {
            Occurrence next = waiting.removeFirst();
            for (String rule : next.rules()) {
                for (Use use : uses.getOrDefault(rule, List.of())) {
                    take(use, next, micros(now), waiting, hits);
                }
            }
        }
    }

    private void take(Use use, Occurrence occurrence, long now, Deque<Occurrence> waiting, List<Hit> hits) {
        Plan plan = use.plan();
        Optional<List<String>> values =
                plan.group(occurrence, plan.correlation().rules().get(use.rule()));
        Optional<Entry> entry = plan.entry(occurrence, use.rule(), micros(occurrence.time()));
        if (values.isEmpty() || entry.isEmpty()) {
            counts = new Counts(
                    counts.forgottenGroups(), counts.forgottenEntries(), counts.late(), counts.withoutField() + 1);
            return;
        }
        String key = plan.key(occurrence.scope(), values.get());
        Groups ofPlan = groups(plan);
        Group group = ofPlan.get(key).orElseGet(() -> {
            List<String> shown = values.get().stream()
                    .map(value -> value.length() <= LONGEST_SHOWN ? value : value.substring(0, LONGEST_SHOWN) + "…")
                    .toList();
            return new Group(plan.correlation(), limits, occurrence.scope(), shown);
        });
        if (group.isLate(entry.get().micros())) {
            counts = new Counts(
                    counts.forgottenGroups(), counts.forgottenEntries(), counts.late() + 1, counts.withoutField());
            return;
        }
        if (group.has(entry.get())) {
            return;
        }
        ofPlan.remove(key);
        group.add(entry.get(), now, window -> found(plan, group, window, waiting, hits));
        if (group.size() > limits.entriesOfGroup()) {
            overflowed.add(new Overflow(group.scope(), group.mostlyOf()));
            forgot(0, group.forget(limits.entriesOfGroup() * 3 / 4));
        }
        ofPlan.put(key, group);
        changed.add(key);
        makePlace(plan);
    }

    private void close(Plan plan, String key, Group group, long until, Deque<Occurrence> waiting, List<Hit> hits) {
        int before = group.size();
        group.close(until, window -> found(plan, group, window, waiting, hits));
        if (group.size() != before) {
            changed.add(key);
        }
    }

    private void found(Plan plan, Group group, Group.Window window, Deque<Occurrence> waiting, List<Hit> hits) {
        Correlation correlation = plan.correlation();
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < correlation.groupBy().size(); i++) {
            values.put(correlation.groupBy().get(i), group.values().get(i));
        }
        Hit hit = new Hit(
                correlation,
                group.scope(),
                values,
                window.number(),
                event(window.entries().getFirst()),
                event(window.last()),
                window.entries().stream()
                        .map(Entry::rule)
                        .distinct()
                        .sorted()
                        .map(rule -> correlation.rules().get(rule).id())
                        .toList(),
                window.entries().stream()
                        .map(Entry::id)
                        .distinct()
                        .limit(Hit.EVENTS)
                        .toList(),
                window.entries().size());
        hits.add(hit);
        if (isAbout(correlation.card().id())) {
            waiting.addAll(plan.occurrences(hit, window));
        }
    }

    private void makePlace(Plan plan) {
        while (groups(plan).size() > limits.groups()) {
            forget(groups(plan), Groups.Holding::size);
        }
        while (weight() > limits.bytes()) {
            forget(heaviest(), Groups.Holding::weight);
        }
    }

    /** What is remembered, in bytes by estimate. */
    long weight() {
        long weight = 0;
        for (Groups each : groups.values()) {
            weight += each.weight();
        }
        return weight;
    }

    private Groups heaviest() {
        return Collections.max(groups.values(), Comparator.comparingLong(Groups::weight));
    }

    private void forget(Groups of, ToLongFunction<Groups.Holding> measure) {
        String key = of.first(measure);
        of.remove(key).ifPresent(group -> {
            if (group.size() > 0) {
                overflowed.add(new Overflow(group.scope(), group.mostlyOf()));
            }
            forgot(1, group.size());
        });
        changed.add(key);
    }

    private void forgot(int some, int ofEntries) {
        counts = new Counts(
                counts.forgottenGroups() + some,
                counts.forgottenEntries() + ofEntries,
                counts.late(),
                counts.withoutField());
    }

    private Groups groups(Plan plan) {
        return java.util.Objects.requireNonNull(groups.get(plan));
    }

    private Optional<Plan> plan(String key) {
        return plans.stream().filter(plan -> key.startsWith(plan.prefix())).findFirst();
    }

    private Optional<Group> find(String key) {
        return plan(key).flatMap(plan -> groups(plan).get(key));
    }

    private static Hit.Event event(Entry entry) {
        return new Hit.Event(entry.id(), Instant.EPOCH.plus(entry.micros(), ChronoUnit.MICROS));
    }

    private static long micros(Instant time) {
        Instant clamped = time.isBefore(EARLIEST) ? EARLIEST : time.isAfter(LATEST) ? LATEST : time;
        return ChronoUnit.MICROS.between(Instant.EPOCH, clamped);
    }
}
