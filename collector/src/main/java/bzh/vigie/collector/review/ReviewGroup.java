package bzh.vigie.collector.review;

import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Inventories.Prevalence;
import bzh.vigie.collector.store.Reviews.Decision;
import bzh.vigie.collector.store.Reviews.Line;
import bzh.vigie.event.Item.Shipped;
import bzh.vigie.event.Item.Signature;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Items of many hosts that are decided about together.
 *
 * @param id SHA-256 in hex
 * @param sample number of one of them in the inventories
 * @param change what became of it, where it is a remediation change: added, changed, removed; empty otherwise
 * @param location of them all
 * @param name what one of them is called ({@link bzh.vigie.event.ItemLabel}), {@value #LONGEST_NAME} characters at most; as the host tells it.
 *     Of a directory what it does and on which object, by the name of its holder, {@value #LONGEST_OF_DIRECTORY} at most
 * @param gravity of what is in a directory ({@link DirectoryGravity}); informational for all else
 * @param hashed whether the hash of the file that would run is known, or there is none: otherwise another file would be the same group
 * @param byName whether it is approved by name alone, however well its file is vouched for: what does as it is told, remote access, what
 *     others may replace or put a library beside, and what has a trait that speaks against it
 * @param hosts how many have or had one
 * @param items how many there are
 * @param first when the first was first seen
 * @param newest when the last of them came
 * @param there whether one is still there
 * @param names of some of its hosts
 * @param spread over the whole region
 * @param communes how it stands in each
 * @param lines the last decision in each commune that has one
 */
public record ReviewGroup(
        String id,
        long sample,
        String change,
        String location,
        String name,
        Severity gravity,
        Signature signature,
        Shipped shipped,
        String signer,
        boolean hashed,
        boolean byName,
        int hosts,
        long items,
        Instant first,
        Instant newest,
        boolean there,
        List<String> names,
        Prevalence spread,
        SortedMap<Commune, State> communes,
        Map<Commune, Line> lines) {
    static final int LONGEST_NAME = 100;
    static final int LONGEST_OF_DIRECTORY = 250;

    /** Letters of an id that are shown. */
    public static final int SHORT = 12;

    /** How a group stands, the one that asks for most first. */
    public enum State {
        WAITING,
        ATTACKER,
        WATCH,
        /** Its package ships it as it is, or it starts nothing ({@link DecisionNeed}): nobody is asked. */
        NOT_NEEDED,
        /** An update of something approved: recorded only. */
        RECORDED,
        APPROVED;

        /** Whether nobody decided. */
        public boolean isUndecided() {
            return this == WAITING || this == NOT_NEEDED;
        }
    }

    /** What is gravest in a directory first, then the rarest, the least vouched for, the newest, by place. */
    static final Comparator<ReviewGroup> ORDER = Comparator.comparing(ReviewGroup::gravity)
            .reversed()
            .thenComparingInt((ReviewGroup group) -> group.spread().communes())
            .thenComparingInt(group -> group.spread().hosts())
            .thenComparingInt(ReviewGroup::doubt)
            .thenComparing(ReviewGroup::first, Comparator.reverseOrder())
            .thenComparing(ReviewGroup::location)
            .thenComparing(ReviewGroup::name)
            .thenComparing(ReviewGroup::id);

    public ReviewGroup {
        names = List.copyOf(names);
        communes = new TreeMap<>(communes);
        lines = Map.copyOf(lines);
    }

    /** The one of its communes that asks for most. */
    public State state() {
        return communes.values().stream().min(Comparator.naturalOrder()).orElse(State.WAITING);
    }

    /** The communes in which a decision says something new: what is approved stays as it was approved. */
    public Set<Commune> communes(Decision decision) {
        return communes.entrySet().stream()
                .filter(each -> decision != Decision.APPROVED || each.getValue() != State.APPROVED)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /**
     * Whether it is on one host of the region alone and in no package there: never approved together with others. A signature says whose
     * its file is, and not that it is to be there.
     */
    public boolean isUnique() {
        return spread.hosts() <= 1 && shipped != Shipped.AS_PACKAGED;
    }

    /** Why a group is approved by itself, and never because others are. */
    public enum Alone {
        /** One host of the region alone has it. */
        UNIQUE,
        /** Nobody knows the hash of what it runs: another file would be the same group. */
        UNHASHED,
        /** What the file's publisher says nothing about, such as what a shell is told. */
        BY_NAME,
        /** An approval of it was taken back. */
        REOPENED
    }

    /** Why it may not be approved together with others; empty where it may, if no mark and no indicator speaks against it. */
    public Set<Alone> alone() {
        Set<Alone> why = EnumSet.noneOf(Alone.class);
        if (isUnique()) {
            why.add(Alone.UNIQUE);
        }
        if (!hashed) {
            why.add(Alone.UNHASHED);
        }
        if (byName) {
            why.add(Alone.BY_NAME);
        }
        if (lines.values().stream().anyMatch(line -> line.decision() == Decision.REOPENED)) {
            why.add(Alone.REOPENED);
        }
        return why;
    }

    /**
     * What a decision about it would be about, in a few characters: another one where a host, an item, a commune or a decision came to it
     * since.
     */
    public String version() {
        return hosts + "-" + items + "-" + communes.size() + "-" + last();
    }

    /** The number of the last line about it in its communes; 0 where there is none. */
    long last() {
        return lines.values().stream().mapToLong(Line::number).max().orElse(0);
    }

    /** In one line: the beginning of its id, its place, its name. */
    public String named() {
        return id.substring(0, SHORT) + "  " + location + "  " + name;
    }

    private int doubt() {
        int signed = switch (signature) {
            case INVALID -> 0;
            case UNSIGNED -> 1;
            case UNKNOWN -> 2;
            case NOT_CHECKED -> 3;
            case VALID -> 5;
        };
        return shipped == Shipped.MODIFIED ? 0 : shipped == Shipped.AS_PACKAGED ? Math.max(signed, 4) : signed;
    }
}
