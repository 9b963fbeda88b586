package bzh.vigie.agent.host.packages;

import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.Packages.Packaged;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The database of one package manager. Whatever its bytes are, no call throws. Used by one thread at a time. */
interface PackageDatabase {
    /** What differs when the database was changed; empty where the machine has no such database. */
    Optional<?> state();

    /** Tells the index every package and its paths; gives why not all could be read, as a detail of the source texts. */
    Optional<String> read(PathIndex.Builder into);

    /** Under which names the file at that path may be listed, the likeliest first, and in which packages. */
    List<Sought> sought(HostPath path);

    /** What the database says of the file with that listed name. */
    Packaged packaged(InstalledPackage owner, HostPath listed);

    /** A name to be looked for in packages like these. */
    record Sought(HostPath listed, Predicate<InstalledPackage> in) {
        static Sought anywhere(HostPath listed) {
            return new Sought(listed, p -> true);
        }
    }
}
