package bzh.vigie.agent.host.packages;

import bzh.vigie.agent.host.Capabilities;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The special rights that packages of Debian and its descendants give their own programs, which dpkg does not record: a list
 * of ours, {@code debian-rights.txt}, with lines {@code path mode} or {@code path capabilities}. A program with such a right
 * that is not in it is told as modified.
 */
final class DebianRights {
    private final Map<String, Integer> modes = new HashMap<>();
    private final Map<String, Capabilities> capabilities = new HashMap<>();

    private DebianRights() {}

    static DebianRights read() {
        DebianRights rights = new DebianRights();
        try (InputStream file = Objects.requireNonNull(
                DebianRights.class.getResourceAsStream("debian-rights.txt"), "debian-rights.txt")) {
            new String(file.readAllBytes(), StandardCharsets.UTF_8).lines().forEach(rights::line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rights;
    }

    private void line(String line) {
        String[] words = line.split(" ", 2);
        if (words.length == 2 && words[0].startsWith("/")) {
            if (words[1].startsWith("cap_")) {
                capabilities.put(words[0], Capabilities.parse(words[1]));
            } else {
                modes.put(words[0], Integer.parseInt(words[1], 8));
            }
        }
    }

    Optional<Integer> mode(String path) {
        return Optional.ofNullable(modes.get(plain(path)));
    }

    Optional<Capabilities> capabilities(String path) {
        return Optional.ofNullable(capabilities.get(plain(path)));
    }

    /** The list has the names in {@code /usr}, and {@code *} for the directory of an architecture. */
    private static String plain(String path) {
        String merged = path.startsWith("/usr/") ? path : "/usr" + path;
        return merged.replaceFirst("^/usr/lib/[a-z0-9_]+-linux-gnu[a-z0-9]*/", "/usr/lib/*/");
    }
}
