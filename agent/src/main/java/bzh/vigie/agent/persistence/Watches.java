package bzh.vigie.agent.persistence;

import bzh.vigie.agent.host.FileWatch;
import bzh.vigie.agent.host.FileWatch.Change;
import bzh.vigie.agent.host.Files;
import bzh.vigie.agent.host.Files.Status;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.Reading.Absent;
import bzh.vigie.agent.host.Reading.Found;
import bzh.vigie.agent.host.Reading.Refused;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which directories are watched for which subject, and so which subjects a change concerns. Thread-safe. */
final class Watches<T> {
    private final Reading<FileWatch> watch;
    private final Files files;
    private final Map<T, Set<Finder.Interest>> interests = new HashMap<>();
    private final Map<HostPath, Set<T>> subjects = new HashMap<>();

    Watches(Reading<FileWatch> watch, Files files) {
        this.watch = watch;
        this.files = files;
    }

    /**
     * Watches these for a subject from now on, and nothing else for it. A directory that is no longer there is left out: what
     * waits for it watches above it.
     *
     * @return why not all could be watched
     */
    synchronized Optional<Refused<?>> set(T subject, Set<Finder.Interest> wanted) {
        for (Finder.Interest old : interests.getOrDefault(subject, Set.of())) {
            Set<T> others = subjects.get(old.directory());
            if (others != null) {
                others.remove(subject);
            }
        }
        interests.put(subject, Set.copyOf(wanted));
        Set<HostPath> directories = new HashSet<>();
        wanted.forEach(interest -> directories.add(interest.directory()));
        directories.forEach(
                d -> subjects.computeIfAbsent(d, x -> new HashSet<>()).add(subject));
        return switch (watch) {
            case Found<FileWatch> found -> arm(found.value(), directories);
            case Absent<FileWatch> ignored -> Optional.empty();
            case Refused<FileWatch> refused -> Optional.of(refused);
        };
    }

    /** What is watched for a subject; empty where nothing ever was. */
    synchronized Optional<Set<Finder.Interest>> of(T subject) {
        return Optional.ofNullable(interests.get(subject));
    }

    private static Optional<Refused<?>> arm(FileWatch watch, Set<HostPath> directories) {
        Optional<Refused<?>> refused = Optional.empty();
        for (HostPath directory : directories) {
            if (watch.watch(directory) instanceof Refused<HostPath> r && refused.isEmpty()) {
                refused = Optional.of(r);
            }
        }
        return refused;
    }

    /** The subjects that these changes concern. */
    synchronized Set<T> concernedBy(List<Change> changes) {
        Set<T> concerned = new HashSet<>();
        for (Change change : changes) {
            if (change instanceof Change.In in) {
                for (T subject : subjects.getOrDefault(in.directory(), Set.of())) {
                    if (in.entry().isEmpty()
                            || wants(subject, in.directory(), in.entry().get())) {
                        concerned.add(subject);
                    }
                }
            }
        }
        return concerned;
    }

    /** Gives up watches that no subject needs any more. */
    synchronized void tidy() {
        subjects.values().removeIf(Set::isEmpty);
        if (watch instanceof Found<FileWatch> found) {
            found.value().retain(Set.copyOf(subjects.keySet()));
        }
    }

    private boolean wants(T subject, HostPath directory, HostPath entry) {
        List<Finder.Interest> concerning = interests.getOrDefault(subject, Set.of()).stream()
                .filter(i -> i.directory().equals(directory) && i.concerns(files, entry))
                .toList();
        return concerning.stream().anyMatch(i -> !i.leadsOn()) || (!concerning.isEmpty() && mayLeadOn(subject, entry));
    }

    /**
     * Whether the site's files may be or have been below it. What has gone again led on only if something below it was watched;
     * temporary files come and go in directories where a tree of somebody's would be one of a site's.
     */
    private boolean mayLeadOn(T subject, HostPath entry) {
        boolean watchedBelow = subjects.getOrDefault(entry, Set.of()).contains(subject);
        return watchedBelow
                || switch (files.status(entry)) {
                    case Found<Status> there -> there.value().kind() == Files.Kind.DIRECTORY;
                    case Absent<Status> ignored -> false;
                    case Refused<Status> ignored -> true;
                };
    }
}
