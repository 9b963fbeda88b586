package bzh.vigie.agent.persistence;

import bzh.vigie.agent.host.Files;
import bzh.vigie.agent.host.Files.Descent;
import bzh.vigie.agent.host.Files.Listed;
import bzh.vigie.agent.host.Files.Status;
import bzh.vigie.agent.host.Files.Storage;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.Reading.Refused;
import bzh.vigie.agent.persistence.catalogue.Location;
import bzh.vigie.agent.persistence.format.Format;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A short look at directories in which programs with special rights and web scripts are put first: their locations are of any depth, so the
 * kernel tells nothing of them, and what is planted and taken away between two passes would never be told. A file that is new or changed
 * since the look before has its location read. Bounded in directories and depth; only of this machine's own disks and memory. Used by one
 * thread.
 */
final class QuickLook {
    private static final int MOST_DIRECTORIES = 1_000;
    private static final int MOST_FILES = 20_000;
    private static final int DEPTH = 4;
    private static final String ANYWHERE = "/**/*";
    private static final Set<String> LOCATIONS = Set.of("linux.file.rights", "linux.web.script");

    /** Directories in which anybody, or whoever ruled a service, can put a program. */
    private static final List<String> FOR_PROGRAMS =
            List.of("/dev/shm", "/tmp", "/var/tmp", "/var/www", "/home", "/root", "/opt", "/srv", "/usr/local");

    private final Files files;
    private final Map<Site.Name, Set<Long>> before = new HashMap<>();

    QuickLook(Files files) {
        this.files = files;
    }

    /** Sites in which a file is new or changed since the look before; of a site that is looked at for the first time, nothing is. */
    List<Site.Name> changed(Collection<Site> sites) {
        return sites.stream()
                .filter(site -> LOCATIONS.contains(site.location().id()))
                .filter(site -> {
                    Set<Long> now = look(site.location());
                    Set<Long> known = before.put(site.name(), now);
                    return known != null && !known.containsAll(now);
                })
                .map(Site::name)
                .toList();
    }

    private Set<Long> look(Location location) {
        Look look = new Look(location.format());
        location.places().stream()
                .filter(place -> place.endsWith(ANYWHERE))
                .map(place -> place.substring(0, place.length() - ANYWHERE.length()))
                .flatMap(top -> top.isEmpty() ? FOR_PROGRAMS.stream() : Stream.of(top))
                .filter(top -> top.indexOf('*') < 0)
                .map(HostPath::of)
                .filter(top -> files.storage(top)
                        .ifFound()
                        .filter(storage -> storage == Storage.DISK || storage == Storage.MEMORY)
                        .isPresent())
                .forEach(top -> {
                    look.deepest = top.components().size() + DEPTH;
                    files.below(top, look);
                });
        return look.found;
    }

    /** One look for one location. */
    private static final class Look implements Descent {
        private final Format format;
        private final Set<Long> found = new HashSet<>();
        private int deepest;
        private int directories;

        Look(Format format) {
            this.format = format;
        }

        @Override
        public boolean goesOn() {
            return ++directories <= MOST_DIRECTORIES && found.size() < MOST_FILES;
        }

        @Override
        public boolean enters(HostPath directory, Status status, long device) {
            return status.device() == device && directory.components().size() <= deepest;
        }

        @Override
        public boolean wants(byte[] name) {
            return true;
        }

        @Override
        public boolean wants(Status status) {
            return format.concerns(status);
        }

        @Override
        public boolean wantsCapable() {
            return format.concernsCapabilities();
        }

        @Override
        public void take(Listed entry) {
            if (entry.capable() || format.concerns(entry.path(), entry.status())) {
                // what it is changes with any of them: ctime is set by no call (inode(7))
                long path = entry.path().hashCode();
                found.add((path << 32)
                        ^ (entry.status().inode() * 31)
                        ^ entry.status().changedMicros());
            }
        }

        @Override
        public void refused(HostPath directory, Refused<?> why) {
            // the pass tells it
        }
    }
}
