package bzh.vigie.agent.persistence.format.tree;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

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
        return all.stream()
                .filter(leaf -> leaf.path().equals(path))
                .map(Leaf::value)
                .reduce((a, b) -> b);
    }

    /** The scalars at a path and below it. */
    public List<String> values(String path) {
        return all.stream()
                .filter(leaf -> leaf.path().equals(path) || leaf.path().startsWith(path + "/"))
                .map(Leaf::value)
                .toList();
    }

    /** The scalars whose path fits a pattern wholly. */
    public List<Leaf> matching(Pattern path) {
        return all.stream().filter(leaf -> path.matcher(leaf.path()).matches()).toList();
    }

    /** The paths one level below a path, in order. */
    public List<String> below(String path) {
        Set<String> children = new LinkedHashSet<>();
        for (Leaf leaf : all) {
            if (leaf.path().startsWith(path + "/")) {
                int end = leaf.path().indexOf('/', path.length() + 1);
                children.add(end < 0 ? leaf.path() : leaf.path().substring(0, end));
            }
        }
        return List.copyOf(children);
    }

    /** The last part of a path as it was written. */
    public static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1).replace("~1", "/");
    }
}
