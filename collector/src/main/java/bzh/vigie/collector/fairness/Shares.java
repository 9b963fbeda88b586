package bzh.vigie.collector.fairness;

import bzh.vigie.collector.fairness.Resource.Bound;
import bzh.vigie.collector.store.AgentId;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * What each agent and each commune uses of each {@link Resource}, and whether it may use more: the one place where an agent's share is
 * decided. Kept in memory: a restart forgives. Thread-safe.
 */
public final class Shares {
    private static final double NANOS_A_DAY = Duration.ofDays(1).toNanos();
    /** The agent that holds most is looked for no more often. */
    private static final long LOOK_NANOS = Duration.ofSeconds(1).toNanos();

    private final LongSupplier nanoTime;
    private final Map<Resource, Usage> usages = new EnumMap<>(Resource.class);
    private final Map<AgentId, Set<Resource>> floods = new LinkedHashMap<>();

    /** The usual bounds. */
    public Shares(LongSupplier nanoTime) {
        this(Map.of(), nanoTime);
    }

    /**
     * Shares of what is bound otherwise than usual.
     *
     * @param bounds for resources that have another bound
     */
    public Shares(Map<Resource, Bound> bounds, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        for (Resource resource : Resource.values()) {
            usages.put(resource, new Usage(bounds.getOrDefault(resource, resource.bound()), nanoTime.getAsLong()));
        }
    }

    /** How much of one resource is used by whom. Guarded by itself. */
    private static final class Usage {
        private final Bound bound;
        private final Map<Holder, Long> held = new HashMap<>();
        private final Map<String, Long> groups = new HashMap<>();
        private final Map<Holder, Bucket> buckets = new HashMap<>();
        private final Map<String, Bucket> groupBuckets = new HashMap<>();
        private final Bucket allBucket;
        private long all;
        private long looked;
        private boolean everLooked;

        Usage(Bound bound, long now) {
            this.bound = bound;
            this.allBucket = new Bucket(bound.inAll(), bound.perDay() * bound.agentsInAll(), now);
        }

        void add(Holder holder, long amount) {
            if (amount == 0) {
                return;
            }
            all += amount;
            add(held, holder, amount);
            add(groups, holder.group(), amount);
        }

        /** Rest of its own share. */
        Bucket bucket(Holder holder, long now) {
            return buckets.computeIfAbsent(holder, each -> new Bucket(bound.perAgent(), bound.perDay(), now));
        }

        /** Rest of its commune's share. */
        Bucket groupBucket(Holder holder, long now) {
            double perDay = bound.perDay() * bound.agentsInAll() / bound.inAll() * bound.perCommune();
            return groupBuckets.computeIfAbsent(holder.group(), each -> new Bucket(bound.perCommune(), perDay, now));
        }

        /** Amount that one could spend; of its commune's share, where so much more makes it more than half of all. */
        double left(Holder holder, long amount, long now) {
            double own = bucket(holder, now).left(now);
            boolean crowded = bound.isCrowded(bound.inAll() - (long) allBucket.left(now) + amount);
            return crowded ? Math.min(own, groupBucket(holder, now).left(now)) : own;
        }

        /** The one of its commune that has least left. */
        Holder mostSpent(Holder holder, long now) {
            return buckets.entrySet().stream()
                    .filter(each -> each.getKey().group().equals(holder.group()))
                    .min(Comparator.comparingDouble(each -> each.getValue().left(now)))
                    .map(Map.Entry::getKey)
                    .orElse(holder);
        }

        private static <K> void add(Map<K, Long> amounts, K key, long amount) {
            if (amounts.merge(key, amount, Long::sum) == 0) {
                amounts.remove(key);
            }
        }
    }

    /** Amount that is left to spend, refilled in the course of a day. */
    private static final class Bucket {
        private final double most;
        private final double perDay;
        private double left;
        private long at;

        Bucket(double most, double perDay, long now) {
            this.most = most;
            this.perDay = perDay;
            this.left = most;
            this.at = now;
        }

        double left(long now) {
            left = Math.min(most, left + (now - at) / NANOS_A_DAY * perDay);
            at = now;
            return left;
        }

        void spend(long amount) {
            left = Math.max(0, left - amount);
        }
    }

    private Usage usage(Resource resource) {
        Usage usage = usages.get(resource);
        if (usage == null) {
            throw new IllegalStateException("every resource has its usage");
        }
        return usage;
    }

    /** The bound in force. */
    public Bound bound(Resource resource) {
        return usage(resource).bound;
    }

    /** Takes that much, or nothing. Whoever uses most is noted as flooding where there is no more. */
    public boolean hold(Resource resource, Holder holder, long amount) {
        Usage usage = usage(resource);
        Holder culprit;
        synchronized (usage) {
            if (fits(usage, holder, amount)) {
                usage.add(holder, amount);
                return true;
            }
            culprit = culprit(usage, holder, amount);
        }
        note(culprit, resource);
        return false;
    }

    /** Gives back what was held; never more than is. */
    public void giveBack(Resource resource, Holder holder, long amount) {
        Usage usage = usage(resource);
        synchronized (usage) {
            usage.add(holder, -Math.min(amount, usage.held.getOrDefault(holder, 0L)));
        }
    }

    /** Holds that much whatever the bounds: for what is there already. */
    public void charge(Resource resource, Holder holder, long amount) {
        Usage usage = usage(resource);
        synchronized (usage) {
            usage.add(holder, amount);
        }
    }

    /** Whether that much more could be held now. */
    public boolean hasRoom(Resource resource, Holder holder, long amount) {
        Usage usage = usage(resource);
        synchronized (usage) {
            return fits(usage, holder, amount);
        }
    }

    /** Whether more than half of all is held, so that communes are bound to their shares and slow ones are cut. */
    public boolean isCrowded(Resource resource) {
        Usage usage = usage(resource);
        synchronized (usage) {
            return usage.bound.isCrowded(usage.all);
        }
    }

    /** What all hold together. */
    public long held(Resource resource) {
        Usage usage = usage(resource);
        synchronized (usage) {
            return usage.all;
        }
    }

    /** What one holds. */
    public long held(Resource resource, Holder holder) {
        Usage usage = usage(resource);
        synchronized (usage) {
            return usage.held.getOrDefault(holder, 0L);
        }
    }

    private static boolean fits(Usage usage, Holder holder, long amount) {
        Bound bound = usage.bound;
        long all = usage.all + amount;
        boolean bySharesAlone = holder.isStranger() || bound.isCrowded(all);
        return all <= bound.inAll()
                && usage.held.getOrDefault(holder, 0L) + amount <= bound.perAgent()
                && (!bySharesAlone || usage.groups.getOrDefault(holder.group(), 0L) + amount <= bound.perCommune());
    }

    /** The holder where its own share is used up, else the one that holds most of its commune, or of all. */
    private Holder culprit(Usage usage, Holder holder, long amount) {
        if (usage.held.getOrDefault(holder, 0L) + amount > usage.bound.perAgent()) {
            return holder;
        }
        long now = nanoTime.getAsLong();
        if (usage.everLooked && now - usage.looked < LOOK_NANOS) {
            return Holder.stranger("");
        }
        usage.everLooked = true;
        usage.looked = now;
        boolean ofCommune = usage.groups.getOrDefault(holder.group(), 0L) + amount > usage.bound.perCommune();
        return usage.held.entrySet().stream()
                .filter(each -> !ofCommune || each.getKey().group().equals(holder.group()))
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(holder);
    }

    /** Spends that much, or nothing; what is spent comes back in the course of a day. Whoever of the commune spent most is noted where there is no more. */
    public boolean spend(Resource resource, Holder holder, long amount) {
        Usage usage = usage(resource);
        Holder culprit;
        synchronized (usage) {
            long now = nanoTime.getAsLong();
            if (usage.left(holder, amount, now) >= amount) {
                usage.bucket(holder, now).spend(amount);
                usage.groupBucket(holder, now).spend(amount);
                usage.allBucket.spend(amount);
                return true;
            }
            culprit = usage.bucket(holder, now).left(now) < amount ? holder : usage.mostSpent(holder, now);
        }
        note(culprit, resource);
        return false;
    }

    /** What could be spent now. */
    public double left(Resource resource, Holder holder) {
        Usage usage = usage(resource);
        synchronized (usage) {
            return usage.left(holder, 1, nanoTime.getAsLong());
        }
    }

    /**
     * Who gives way where all have more than there is room for: of the communes that hold more than an eighth, or than an equal part where there are
     * fewer, the one that holds most, and of it the agent that does, which is noted. Where there is one commune, an agent that holds more than half of all.
     *
     * @param held what each agent holds of it
     * @return empty where all keep to their shares
     */
    public Optional<Holder> mostOver(Resource resource, Map<Holder, Long> held) {
        Bound bound = bound(resource);
        Map<String, Long> groups = new HashMap<>();
        held.forEach((holder, amount) -> groups.merge(holder.group(), amount, Long::sum));
        long equal = bound.inAll() / Math.max(1, groups.size());
        Optional<String> commune = most(groups)
                .filter(each -> groups.size() > 1 && each.getValue() > Math.max(bound.perCommune(), equal))
                .map(Map.Entry::getKey);
        Map<Holder, Long> some = new HashMap<>(held);
        commune.ifPresent(
                only -> some.keySet().removeIf(holder -> !holder.group().equals(only)));
        Optional<Holder> over = most(some)
                .filter(each -> commune.isPresent() || bound.isCrowded(each.getValue()))
                .map(Map.Entry::getKey);
        over.ifPresent(holder -> note(holder, resource));
        return over;
    }

    private static <K> Optional<Map.Entry<K, Long>> most(Map<K, Long> amounts) {
        return amounts.entrySet().stream().max(Map.Entry.comparingByValue());
    }

    /** Notes that somebody wanted more than its share. */
    public void note(Holder holder, Resource resource) {
        holder.agent().ifPresent(agent -> {
            synchronized (floods) {
                floods.computeIfAbsent(agent, each -> EnumSet.noneOf(Resource.class))
                        .add(resource);
            }
        });
    }

    /** Agents that wanted more than their share since this was asked last, and of what. */
    public Map<AgentId, Set<Resource>> floods() {
        synchronized (floods) {
            Map<AgentId, Set<Resource>> noted = new LinkedHashMap<>(floods);
            floods.clear();
            return noted;
        }
    }
}
