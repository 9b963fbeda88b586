package bzh.vigie.agent.persistence;

import bzh.vigie.agent.host.Packages;
import bzh.vigie.agent.persistence.catalogue.Location.Scope;
import bzh.vigie.event.Item;
import bzh.vigie.event.Item.Shipped;
import bzh.vigie.text.SourceText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * What is not told yet because a package manager is at work: it puts files in place before its lists of them, so that for a
 * moment they look like nobody's, and dpkg writes the digests of configuration files at its very end. A reading of the machine's own places
 * with something new that is no package's, not as it shipped it, or of a package that does not say what it shipped, is thrown away and
 * made again when the manager has ended, after {@link #MOST} in any case; told then, its status
 * says so, and it is read once more after the end. All else is told at once. Used by one thread.
 */
final class PutOff {
    /** Nothing is told later than this. */
    static final Duration MOST = Duration.ofMinutes(2);

    /**
     * A reading that was thrown away.
     *
     * @param asked {@link #due} gave it because its time was over
     */
    private record Held(Rescans.Work.Read read, long until, boolean asked) {}

    private final Packages packages;
    private final LongSupplier nanos;
    private final Map<Site.Name, Held> held = new LinkedHashMap<>();
    private final Map<Site.Name, Rescans.Work.Read> again = new LinkedHashMap<>();
    private boolean ending;

    /** With a clock of nanoseconds. */
    PutOff(Packages packages, LongSupplier nanos) {
        this.packages = packages;
        this.nanos = nanos;
    }

    /**
     * The reading to tell now, or nothing where it is put off.
     *
     * @param before what was known of the site
     */
    Optional<SiteReading> told(Site site, Rescans.Work.Read read, SiteReading now, Fingerprints before) {
        Site.Name name = site.name();
        boolean odd = site.location().scope() == Scope.MACHINE
                && !read.listAll()
                && now.items().stream().anyMatch(item -> isOdd(item) && !before.has(item));
        if (!odd || !packages.atWork()) {
            held.remove(name);
            return Optional.of(now);
        }
        if (ending) {
            return now.items().stream().anyMatch(item -> isNobodys(item) && !before.has(item))
                    ? Optional.of(now)
                    : Optional.empty();
        }
        Held since = held.computeIfAbsent(name, n -> new Held(read, nanos.getAsLong() + MOST.toNanos(), false));
        if (since.until() - nanos.getAsLong() > 0) {
            return Optional.empty();
        }
        held.remove(name);
        again.put(name, since.read());
        String detail = SourceText.detail("location-package-manager", MOST.toMinutes());
        return Optional.of(now.detail().isEmpty() ? now.withDetail(detail) : now);
    }

    /** Whether {@link #due} is to be asked again soon. */
    boolean isEmpty() {
        return held.isEmpty() && again.isEmpty();
    }

    /** What is to be read again now. */
    List<Rescans.Work.Read> due() {
        if (isEmpty()) {
            return List.of();
        }
        List<Rescans.Work.Read> due = new ArrayList<>();
        if (!packages.atWork()) {
            held.values().forEach(h -> due.add(h.read()));
            due.addAll(again.values());
            held.clear();
            again.clear();
            return due;
        }
        held.replaceAll((name, h) -> {
            boolean late = !h.asked() && h.until() - nanos.getAsLong() <= 0;
            if (late) {
                due.add(h.read());
            }
            return late ? new Held(h.read(), h.until(), true) : h;
        });
        return due;
    }

    /**
     * The readings that wait, to be made at once since the agent ends. From now on what no package has is told although a manager is at
     * work, so that who plants something and stops the agent is told as more than one who stops it; the rest waits for the next start, as the
     * manager may be replacing the agent itself.
     */
    List<Rescans.Work.Read> end() {
        ending = true;
        List<Rescans.Work.Read> left = held.values().stream().map(Held::read).toList();
        held.clear();
        return left;
    }

    private static boolean isNobodys(Item item) {
        return item.shipped() == Shipped.UNOWNED;
    }

    private static boolean isOdd(Item item) {
        return isNobodys(item)
                || item.shipped() == Shipped.MODIFIED
                || (item.shipped() == Shipped.UNKNOWN && !item.packageName().isEmpty());
    }
}
