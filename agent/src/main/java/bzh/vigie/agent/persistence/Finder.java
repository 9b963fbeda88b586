package bzh.vigie.agent.persistence;

import bzh.vigie.agent.host.Files;
import bzh.vigie.agent.host.Files.Descent;
import bzh.vigie.agent.host.Files.Entry;
import bzh.vigie.agent.host.Files.Kind;
import bzh.vigie.agent.host.Files.Listed;
import bzh.vigie.agent.host.Files.Status;
import bzh.vigie.agent.host.Files.Storage;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.Reading.Absent;
import bzh.vigie.agent.host.Reading.Found;
import bzh.vigie.agent.host.Reading.Refused;
import bzh.vigie.agent.persistence.Site.Pattern;
import bzh.vigie.agent.persistence.catalogue.Location;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Finds the files of a site, and the directories in which something new would be one. A directory that is reached on two ways
 * (a merged /lib) counts once. Used by one thread.
 */
final class Finder {
    /** More files than this in one site are not read. */
    static final int MAX_FILES = 20_000;

    /** More directories than this below one place of any depth are not looked into. */
    static final int MAX_DIRECTORIES = 500_000;

    /** How long places of any depth are gone through. */
    private static final long MAX_NANOS = TimeUnit.MINUTES.toNanos(3);

    /** Trees of other systems, whose files are their own matter: images of containers. */
    private static final List<Pattern> OTHER_SYSTEMS = Stream.of(
                    "/var/lib/docker/*",
                    "/var/lib/containers/storage/*",
                    "/var/lib/containerd/*",
                    "/var/lib/kubelet/pods",
                    "/home/*/.local/share/containers/storage/*",
                    "/home/*/.local/share/docker/*")
            .map(text -> Pattern.of(text).orElseThrow())
            .toList();

    private static final int MAX_DEPTH = 40;
    private static final byte[] ANY_DEPTH = {'*', '*'};

    /**
     * Something in this directory of that name, with stars, would change what the site holds.
     *
     * @param name as text, so that equal interests are equal
     * @param leadsOn the site's files would be below it: only a directory, or a link to one, would change anything
     */
    record Interest(HostPath directory, String name, boolean leadsOn) {
        boolean concerns(Files files, HostPath entry) {
            return Pattern.matches(
                    files.folded(name.getBytes(StandardCharsets.ISO_8859_1)), files.folded(entry.name()));
        }
    }

    /** A path that could not be looked at. */
    record Problem(HostPath path, Refused<?> why) {}

    private record Visit(long device, long inode, String rest, Format format) {}

    private final Files files;
    private final Format usual;
    private Format format;
    private final boolean looksBelow;
    private final Set<Visit> visited = new HashSet<>();
    private final Set<HostPath> found = new LinkedHashSet<>();
    /** Directories to go through to any depth, with the names that are looked for below each. */
    private final SequencedMap<HostPath, List<List<byte[]>>> depths = new LinkedHashMap<>();

    private final Set<Interest> interests = new LinkedHashSet<>();
    private final List<Problem> problems = new ArrayList<>();
    private boolean anyParent;
    private boolean full;
    private int directories;
    private final Set<Visit> mounted = new HashSet<>();
    private final long began = System.nanoTime();
    private boolean late;

    /** A finder of whatever is there. */
    Finder(Files files) {
        this(files, file -> Parsed.of(List.of(), 0));
    }

    /** A finder in these files; at any depth only files that concern the format are found. */
    Finder(Files files, Format format) {
        this(files, format, true);
    }

    private Finder(Files files, Format format, boolean looksBelow) {
        this.files = files;
        this.usual = format;
        this.format = format;
        this.looksBelow = looksBelow;
    }

    /** One that does not look below places of any depth, where nothing is watched. */
    static Finder ofInterests(Files files, Format format) {
        return new Finder(files, format, false);
    }

    /** The same for files of another format. */
    void find(Pattern pattern, Format other) {
        format = other;
        try {
            find(List.of(pattern));
        } finally {
            format = usual;
        }
    }

    /** Patterns that lead any depth below the same directory have it gone through once. */
    void find(List<Pattern> patterns) {
        for (Pattern pattern : patterns) {
            if (pattern.names().isEmpty()) {
                anyParent = true;
                found.add(pattern.start());
            } else {
                descend(pattern.start(), pattern.names(), 0);
            }
        }
        while (!depths.isEmpty()) {
            Map.Entry<HostPath, List<List<byte[]>>> next = depths.pollFirstEntry();
            below(next.getKey(), next.getValue());
        }
    }

    /** Paths where a file of the site may be: those with stars exist, others may not. */
    Set<HostPath> found() {
        return found;
    }

    Set<Interest> interests() {
        return interests;
    }

    List<Problem> problems() {
        return problems;
    }

    /** Whether at least one directory that would hold such files exists. */
    boolean anyParent() {
        return anyParent;
    }

    /** Whether there were more than {@link #MAX_FILES} or {@link #MAX_DIRECTORIES}. */
    boolean full() {
        return full;
    }

    private void descend(HostPath directory, List<byte[]> names, int level) {
        byte[] name = names.get(level);
        boolean last = level == names.size() - 1;
        switch (files.status(directory)) {
            case Found<Status> f
            when f.value().kind() == Kind.DIRECTORY -> {
                if (last || Arrays.equals(name, ANY_DEPTH)) {
                    anyParent = true;
                }
                if (visited.add(new Visit(f.value().device(), f.value().inode(), rest(names, level), format))) {
                    if (Arrays.equals(name, ANY_DEPTH)) {
                        depths.computeIfAbsent(directory, ignored -> new ArrayList<>())
                                .add(names.subList(level + 1, names.size()));
                    } else {
                        within(directory, names, level, name, last);
                    }
                }
            }
            case Found<Status> ignored -> {}
            case Absent<Status> ignored -> interestAbove(directory);
            case Refused<Status> refused -> problems.add(new Problem(directory, refused));
        }
    }

    /** Whether it took so long that not everything was gone through. */
    boolean late() {
        return late;
    }

    /**
     * A directory and those below it, links not followed; nothing is watched there. Below the root of the tree every disk that
     * is mounted somewhere counts, otherwise only the same device.
     */
    private void below(HostPath top, List<List<byte[]>> tails) {
        boolean everyDisk = top.equals(HostPath.ROOT);
        if (!looksBelow) {
            return;
        }
        int depth = top.components().size() + MAX_DEPTH;
        List<byte[]> last = tails.stream()
                .filter(names -> names.size() == 1)
                .map(names -> files.folded(names.getFirst()))
                .toList();
        files.below(top, new Descent() {
            @Override
            public boolean goesOn() {
                late |= System.nanoTime() - began > MAX_NANOS;
                full |= ++directories > MAX_DIRECTORIES || found.size() >= MAX_FILES;
                return !late && !full;
            }

            @Override
            public boolean enters(HostPath directory, Status entry, long device) {
                boolean wanted = directory.components().size() <= depth
                        && (everyDisk ? isWanted(device, directory, entry) : entry.device() == device);
                if (wanted) {
                    tails.forEach(names -> named(directory, names));
                }
                return wanted;
            }

            @Override
            public boolean wants(byte[] name) {
                return last.stream().anyMatch(wanted -> Pattern.matches(wanted, files.folded(name)));
            }

            @Override
            public boolean wants(Status entry) {
                return format.concerns(entry);
            }

            @Override
            public boolean wantsCapable() {
                return !last.isEmpty() && format.concernsCapabilities();
            }

            @Override
            public void take(Listed entry) {
                if (entry.capable() || format.concerns(entry.path(), entry.status())) {
                    found.add(entry.path());
                }
            }

            @Override
            public void refused(HostPath directory, Refused<?> why) {
                problems.add(new Problem(directory, why));
            }
        });
    }

    /** A directory that the names after {@code **} begin with. */
    private void named(HostPath directory, List<byte[]> names) {
        if (names.size() > 1 && isNamed(names.getFirst(), directory)) {
            Set<Interest> watched = Set.copyOf(interests);
            descend(directory, names.subList(1, names.size()), 0);
            interests.retainAll(watched);
        }
    }

    private boolean isWanted(long device, HostPath directory, Status status) {
        if (OTHER_SYSTEMS.stream().anyMatch(pattern -> pattern.isOf(directory))) {
            return false;
        }
        if (status.device() == device) {
            return true;
        }
        Storage storage = files.storage(directory).ifFound().orElse(Storage.DISK);
        // What is mounted at two places is gone through once.
        return (storage == Storage.DISK || storage == Storage.MEMORY)
                && mounted.add(new Visit(status.device(), status.inode(), "", usual));
    }

    private void within(HostPath directory, List<byte[]> names, int level, byte[] name, boolean last) {
        interest(directory, name, !last);
        if (!Pattern.hasStar(name)) {
            next(directory.child(name), names, level, last);
            return;
        }
        switch (files.list(directory)) {
            case Found<List<Entry>> listed -> {
                for (Entry entry : listed.value()) {
                    if (isNamed(name, entry.path())
                            && (last ? entry.kind() != Kind.DIRECTORY : entry.kind() != Kind.REGULAR)) {
                        next(entry.path(), names, level, last);
                    }
                }
            }
            case Absent<List<Entry>> ignored -> {}
            case Refused<List<Entry>> refused -> problems.add(new Problem(directory, refused));
        }
    }

    private boolean isNamed(byte[] pattern, HostPath path) {
        return Pattern.matches(files.folded(pattern), files.folded(path.name()));
    }

    private void next(HostPath path, List<byte[]> names, int level, boolean last) {
        if (!last) {
            descend(path, names, level + 1);
        } else if (found.size() < MAX_FILES) {
            found.add(path);
        } else {
            full = true;
        }
    }

    private void interest(HostPath directory, byte[] name, boolean leadsOn) {
        if (!Location.isOfTheKernel(directory.text() + "/")) {
            interests.add(new Interest(directory, new String(name, StandardCharsets.ISO_8859_1), leadsOn));
        }
    }

    /** A directory that is not there is waited for where it would appear. */
    private void interestAbove(HostPath missing) {
        HostPath child = missing;
        while (!child.equals(HostPath.ROOT)) {
            HostPath parent = child.parent();
            Reading<Status> status = files.status(parent);
            if (status.ifFound().filter(s -> s.kind() == Kind.DIRECTORY).isPresent()) {
                interest(parent, child.name(), true);
                return;
            }
            if (!(status instanceof Absent<Status>)) {
                return;
            }
            child = parent;
        }
    }

    private static String rest(List<byte[]> names, int level) {
        StringBuilder rest = new StringBuilder();
        for (byte[] name : names.subList(level, names.size())) {
            rest.append(new String(name, StandardCharsets.ISO_8859_1)).append('/');
        }
        return rest.toString();
    }
}
