package bzh.vigie.agent.persistence;

import bzh.vigie.agent.host.FileWatch;
import bzh.vigie.agent.host.FileWatch.Change;
import bzh.vigie.agent.host.KeyWatch;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.Reading.Absent;
import bzh.vigie.agent.host.Reading.Found;
import bzh.vigie.agent.host.Reading.Refused;
import bzh.vigie.agent.host.WindowsPath;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Which keys of the registry are watched for which subject, and so which subjects a change concerns. Thread-safe. */
final class KeyWatches<T> {
    private final Reading<KeyWatch> watch;
    private final Predicate<String> isThere;
    private final Map<T, Set<KeyInterest>> interests = new HashMap<>();
    private final Map<KeyWatch.Key, Set<T>> subjects = new HashMap<>();

    /** Over keys of the machine, of which the predicate tells whether one is there. */
    KeyWatches(Reading<FileWatch> watch, Predicate<String> isThere) {
        this.watch = watch.then(FileWatch::keys);
        this.isThere = isThere;
    }

    /**
     * Watches these for a subject from now on, and nothing else for it. A key that is no longer there is left out: what waits
     * for it watches above it.
     *
     * @return why not all could be watched
     */
    synchronized Optional<Refused<?>> set(T subject, Set<KeyInterest> wanted) {
        for (KeyInterest old : interests.getOrDefault(subject, Set.of())) {
            subjects.getOrDefault(old.key(), new HashSet<>()).remove(subject);
        }
        interests.put(subject, Set.copyOf(wanted));
        Set<KeyWatch.Key> keys = new HashSet<>();
        wanted.forEach(interest -> keys.add(interest.key()));
        keys.forEach(key -> subjects.computeIfAbsent(key, x -> new HashSet<>()).add(subject));
        return switch (watch) {
            case Found<KeyWatch> found -> arm(found.value(), keys);
            case Absent<KeyWatch> ignored -> Optional.empty();
            case Refused<KeyWatch> refused -> keys.isEmpty() ? Optional.empty() : Optional.of(refused);
        };
    }

    /** What is watched for a subject; empty where nothing ever was. */
    synchronized Optional<Set<KeyInterest>> of(T subject) {
        return Optional.ofNullable(interests.get(subject));
    }

    private static Optional<Refused<?>> arm(KeyWatch watch, Set<KeyWatch.Key> keys) {
        Optional<Refused<?>> refused = Optional.empty();
        for (KeyWatch.Key key : keys) {
            if (watch.watch(key) instanceof Refused<KeyWatch.Key> r && refused.isEmpty()) {
                refused = Optional.of(r);
            }
        }
        return refused;
    }

    /** The subjects that these changes concern. */
    synchronized Set<T> concernedBy(List<Change> changes) {
        Set<T> concerned = new HashSet<>();
        for (Change change : changes) {
            if (change instanceof Change.At at) {
                for (T subject : subjects.getOrDefault(at.key(), Set.of())) {
                    if (!concerned.contains(subject) && (at.gone() || wants(subject, at.key()))) {
                        concerned.add(subject);
                    }
                }
            }
        }
        return concerned;
    }

    private boolean wants(T subject, KeyWatch.Key key) {
        Set<KeyInterest> all = interests.getOrDefault(subject, Set.of());
        return all.stream()
                .filter(interest -> interest.key().equals(key))
                .anyMatch(interest -> interest.waitsFor().isEmpty()
                        || cameOrWent(all, interest.waitsFor().get()));
    }

    /** One that is watched already may have got another name, and another one its name: it is watched anew when it is read. */
    private boolean cameOrWent(Set<KeyInterest> all, String path) {
        String folded = WindowsPath.fold(path);
        List<KeyWatch.Key> watched = all.stream()
                .map(KeyInterest::key)
                .filter(key -> key.path().equals(folded))
                .toList();
        watch.ifFound().ifPresent(keys -> watched.forEach(keys::release));
        return !watched.isEmpty() || isThere.test(path);
    }

    /** Gives up watches that no subject needs any more. */
    synchronized void tidy() {
        subjects.values().removeIf(Set::isEmpty);
        if (watch instanceof Found<KeyWatch> found) {
            found.value().retainKeys(Set.copyOf(subjects.keySet()));
        }
    }
}
