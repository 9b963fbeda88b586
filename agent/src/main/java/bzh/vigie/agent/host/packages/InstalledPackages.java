package bzh.vigie.agent.host.packages;

import bzh.vigie.agent.host.Files;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.Packages;
import bzh.vigie.agent.host.packages.PackageDatabase.Sought;
import bzh.vigie.event.Observed;
import bzh.vigie.event.Observed.Why;
import bzh.vigie.text.SourceText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What dpkg, apk and rpm say they installed in a tree, from their databases as files. The index of paths is built when first
 * asked and again when a database has changed, which is looked at once a minute, or when {@link #recheck} asks, at most five times a
 * second. Thread-safe.
 */
public final class InstalledPackages implements Packages {
    private static final long RECHECK = TimeUnit.MINUTES.toNanos(1);

    /** A place may hold hundreds of files of no package, each of which asks. */
    private static final long RECHECK_AT_MOST = TimeUnit.MILLISECONDS.toNanos(200);

    private final List<PackageDatabase> databases;
    private final PackageLocks locks;
    private final LongSupplier nanos;
    private PathIndex index = PathIndex.empty();
    private List<Optional<?>> states = List.of();
    private List<String> unread = List.of();
    private boolean any;
    private boolean everChecked;
    private long checked;

    /** Of these files. */
    public InstalledPackages(Files files) {
        this(files, System::nanoTime);
    }

    /** With a clock of nanoseconds. */
    InstalledPackages(Files files, LongSupplier nanos) {
        this.nanos = nanos;
        this.databases = List.of(new DpkgDatabase(files), new ApkDatabase(files), new RpmDatabase(files));
        this.locks = new PackageLocks(files);
    }

    @Override
    public synchronized Observed<String> owner(HostPath path) {
        refresh();
        if (!any || PathIndex.isLeftOut(path.bytes())) {
            return Observed.missed(Why.NOT_OFFERED);
        }
        return find(path)
                .map(found -> Observed.known(found.owner().name()))
                .orElseGet(() -> unread.isEmpty() ? Observed.known("") : Observed.missed(Why.FAILED));
    }

    @Override
    public synchronized Packaged packaged(HostPath path) {
        refresh();
        return find(path)
                .map(found -> found.owner().database().packaged(found.owner(), found.listed()))
                .orElse(Packaged.UNKNOWN);
    }

    @Override
    public synchronized List<String> unread() {
        refresh();
        return unread;
    }

    @Override
    public synchronized boolean recheck() {
        if (everChecked && nanos.getAsLong() - checked < RECHECK_AT_MOST) {
            return false;
        }
        List<Optional<?>> before = states;
        everChecked = false;
        refresh();
        return !states.equals(before);
    }

    @Override
    public boolean atWork() {
        return locks.areHeld();
    }

    private record Found(InstalledPackage owner, HostPath listed) {}

    private Optional<Found> find(HostPath path) {
        for (PackageDatabase database : databases) {
            for (Sought sought : database.sought(path)) {
                Optional<InstalledPackage> owner = index.find(
                        sought.listed().bytes(),
                        p -> p.database().equals(database) && sought.in().test(p));
                if (owner.isPresent()) {
                    return Optional.of(new Found(owner.get(), sought.listed()));
                }
            }
        }
        return Optional.empty();
    }

    private void refresh() {
        long now = nanos.getAsLong();
        if (everChecked && now - checked < RECHECK) {
            return;
        }
        everChecked = true;
        checked = now;
        List<Optional<?>> current = new ArrayList<>();
        for (PackageDatabase database : databases) {
            current.add(database.state());
        }
        if (!current.equals(states)) {
            states = List.copyOf(current);
            build();
        }
    }

    private void build() {
        PathIndex.Builder builder = new PathIndex.Builder();
        List<String> problems = new ArrayList<>();
        any = false;
        for (int i = 0; i < databases.size(); i++) {
            if (states.get(i).isPresent()) {
                any = true;
                databases.get(i).read(builder).ifPresent(problems::add);
            }
        }
        if (builder.isFull()) {
            problems.add(SourceText.detail("packages-too-many"));
        }
        unread = List.copyOf(problems);
        index = builder.build();
    }
}
