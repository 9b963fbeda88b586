package bzh.vigie.agent.persistence.format.tree;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The scalars of a JSON, YAML or TOML text, each with the path to it: {@code /services/web/ports/0}. A slash in a key is
 * {@code ~1}, as in JSON Pointer (RFC 6901).
 */
public final class Leaves {
    static final int MAX_LEAVES = 50_000;
    static final int MAX_DEPTH = 64;
    private static final int MAX_PATH = 4_096;

    /** A scalar as text. */
    public record Leaf(String path, String value) {
        /** The last part of the path that is no number. */
        public String key() {
            String[] parts = path.split("/", -1);
            for (int i = parts.length - 1; i > 0; i--) {
                if (parts[i].isEmpty() || !parts[i].chars().allMatch(Character::isDigit)) {
                    return parts[i];
                }
            }
            return "";
        }
    }

    private final List<Leaf> all = new ArrayList<>();
    private final NavigableMap<String, List<Integer>> byPath = new TreeMap<>();
    private int indexed;
    private int malformed;

    Leaves() {}

    void add(String path, String value) {
        if (all.size() >= MAX_LEAVES || path.length() > MAX_PATH) {
            malformed++;
        } else {
            all.add(new Leaf(path, value));
        }
    }

    void addMalformed() {
        malformed++;
    }

    static String child(String path, String key) {
        return path.length() > MAX_PATH ? path : path + "/" + key.replace("/", "~1");
    }

    /** In the order of the text. */
    public List<Leaf> all() {
        return all;
    }

    /** How many lines or values were not understood. */
    public int malformed() {
        return malformed;
    }

    /** The last scalar at a path. */
    public Optional<String> value(String path) {
        return at(path).reduce((a, b) -> b).map(Leaf::value);
    }

    /** The scalars at a path and below it. */
    public List<String> values(String path) {
        return Stream.concat(at(path), under(path)).map(Leaf::value).toList();
    }

    /** The scalars whose path fits a pattern wholly. */
    public List<Leaf> matching(Pattern path) {
        return all.stream().filter(leaf -> path.matcher(leaf.path()).matches()).toList();
    }

    /** The paths one level below a path, in order. */
    public List<String> below(String path) {
        Set<String> children = new LinkedHashSet<>();
        under(path).forEach(leaf -> {
            int end = leaf.path().indexOf('/', path.length() + 1);
            children.add(end < 0 ? leaf.path() : leaf.path().substring(0, end));
        });
        return List.copyOf(children);
    }

    private Stream<Leaf> at(String path) {
        return inOrder(byPath().getOrDefault(path, List.of()).stream());
    }

    /** Those whose path goes on with a slash, which a zero follows. */
    private Stream<Leaf> under(String path) {
        return inOrder(byPath().subMap(path + "/", path + "0").values().stream().flatMap(List::stream));
    }

    private Stream<Leaf> inOrder(Stream<Integer> numbers) {
        return numbers.sorted().map(all::get);
    }

    /** The numbers of the scalars at each path, so that many questions about many scalars take no time. */
    private NavigableMap<String, List<Integer>> byPath() {
        for (; indexed < all.size(); indexed++) {
            byPath.computeIfAbsent(all.get(indexed).path(), p -> new ArrayList<>(1))
                    .add(indexed);
        }
        return byPath;
    }

    /** The last part of a path as it was written. */
    public static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1).replace("~1", "/");
    }
}
