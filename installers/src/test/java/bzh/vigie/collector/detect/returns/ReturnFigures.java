package bzh.vigie.collector.detect.returns;

import bzh.vigie.collector.detect.fields.SigmaFields;
import bzh.vigie.collector.detect.returns.Mutations.Base;
import bzh.vigie.collector.detect.returns.Mutations.Mutation;
import bzh.vigie.collector.detect.returns.Mutations.Wanted;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Tombstones.Tombstone;
import bzh.vigie.event.Event;
import bzh.vigie.event.Item;
import bzh.vigie.event.Moment;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** How many mutated items of an attack are told as what, and how many usual ones are: {@code bench/returns.sh [SEED] [MORE] [USUAL]}. */
public final class ReturnFigures {
    private static final AgentId FIRST = new AgentId("01900000-0000-7000-8000-000000000001");
    private static final String SECOND = "01900000-0000-7000-8000-000000000002";

    private final Marked marked;
    private final Map<Wanted, Map<String, Integer>> told = new EnumMap<>(Wanted.class);
    private final Map<String, Integer> less = new TreeMap<>();
    private final Map<String, Integer> falsely = new TreeMap<>();
    private final List<String> examples = new ArrayList<>();
    private int usual;
    private int mutated;

    /** Of mutations and usual items of this seed. */
    public ReturnFigures(long seed, int more, int usualItems) {
        List<Tombstone> tombstones = new ArrayList<>();
        for (Base base : Mutations.attack()) {
            tombstones.add(tombstone(tombstones.size() + 1, base.item()));
        }
        marked = new Marked(tombstones);
        Mutations mutations = new Mutations(seed);
        for (Base base : Mutations.attack()) {
            mutations.of(base, more).forEach(this::count);
        }
        for (Mutations.Usual each : mutations.usual(usualItems)) {
            usual++;
            String said = says(each.item());
            if (!said.equals("nothing")) {
                falsely.merge(each.kind() + " told as " + said, 1, Integer::sum);
            }
        }
    }

    private static Tombstone tombstone(int number, Item item) {
        return new Tombstone(
                number,
                "2026-001-T" + number,
                IncidentId.of(2026, 1),
                new Commune("29019"),
                Optional.of(FIRST),
                item.key(),
                Sweep.fields(item),
                Instant.EPOCH,
                true,
                Optional.empty(),
                new Author("x", "y"));
    }

    /** What is told of an item that another host has. */
    String says(Item item) {
        Event.ItemSeen seen = new Event.ItemSeen(
                new Moment(Instant.EPOCH, "boot", 0), "x", Event.Change.ADDED, item, Optional.empty(), 1);
        List<Match> matches = marked.matches(Features.seen(
                SigmaFields.item(seen, Event.Change.ADDED, Optional.empty(), Map.of())
                        .flat(),
                SECOND));
        return matches.isEmpty() ? "nothing" : matches.getFirst().sure() ? "return" : "suspected";
    }

    private void count(Mutation mutation) {
        mutated++;
        String said = says(mutation.item());
        told.computeIfAbsent(mutation.wanted(), w -> new TreeMap<>()).merge(said, 1, Integer::sum);
        boolean enough = switch (mutation.wanted()) {
            case RETURN -> said.equals("return");
            case SUSPECTED -> !said.equals("nothing");
            case NOTHING -> true;
        };
        if (!enough) {
            less.merge(mutation.base().id() + " wanted " + mutation.wanted() + " told " + said, 1, Integer::sum);
            if (examples.size() < 20) {
                examples.add(mutation.base().id() + " " + mutation.changed() + " " + said + " "
                        + mutation.item().value());
            }
        }
    }

    /** How often something of that kind was told as that. */
    int told(Wanted wanted, String as) {
        return told.getOrDefault(wanted, Map.of()).getOrDefault(as, 0);
    }

    /** Usual items that were told as something. */
    Map<String, Integer> falsely() {
        return falsely;
    }

    /** What was told as less than is wanted. */
    List<String> examples() {
        return examples;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(mutated + " mutated items, " + usual + " usual ones\n");
        told.forEach((wanted, counts) -> text.append("wanted ")
                .append(wanted)
                .append(": ")
                .append(counts)
                .append('\n'));
        text.append("told as less than wanted: ").append(less).append('\n');
        text.append("usual items told: ").append(falsely).append('\n');
        return text.toString();
    }

    /** Prints the figures of a seed. */
    public static void main(String[] arguments) {
        long seed = arguments.length > 0 ? Long.parseLong(arguments[0]) : 4_711;
        int more = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1_000;
        int usual = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 14_000;
        new ReturnFigures(seed, 100, 1_400);
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        ReturnFigures figures = new ReturnFigures(seed, more, usual);
        double micros = (threads.getCurrentThreadCpuTime() - start) / 1e3 / (figures.mutated + figures.usual);
        System.out.printf("seed %d, %.0f µs of CPU each, making it among them%n%s", seed, micros, figures);
        if (arguments.length > 3) {
            figures.examples.forEach(System.out::println);
        }
    }
}
