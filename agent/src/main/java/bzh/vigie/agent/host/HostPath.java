package bzh.vigie.agent.host;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * An absolute path in a host's tree, as the bytes that the file system holds (path_resolution(7)): a name need not be UTF-8,
 * so a String or a java.nio Path of it could not be opened again. No empty and no {@code .} components; {@code ..} stays,
 * since what it means depends on links. Immutable; ordered and equal by bytes.
 */
public final class HostPath implements Comparable<HostPath> {
    /** The root of the tree. */
    public static final HostPath ROOT = new HostPath(new byte[] {'/'});

    private final byte[] bytes;

    private HostPath(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * The path that this text names in UTF-8.
     *
     * @throws IllegalArgumentException where it is not absolute or holds a NUL
     */
    public static HostPath of(String absolute) {
        return ofBytes(absolute.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The path of these bytes.
     *
     * @throws IllegalArgumentException where they are not absolute or hold a NUL
     */
    public static HostPath ofBytes(byte[] absolute) {
        return parse(absolute)
                .orElseThrow(() -> new IllegalArgumentException("not an absolute path: " + HostText.escaped(absolute)));
    }

    /** The path of these bytes, empty where they are not absolute or hold a NUL. */
    public static Optional<HostPath> parse(byte[] absolute) {
        if (absolute.length == 0 || absolute[0] != '/') {
            return Optional.empty();
        }
        HostPath path = ROOT;
        for (byte[] part : split(absolute)) {
            for (byte b : part) {
                if (b == 0) {
                    return Optional.empty();
                }
            }
            path = path.child(part);
        }
        return Optional.of(path);
    }

    /** The path that this text names in UTF-8, empty where it is not absolute or holds a NUL. */
    public static Optional<HostPath> parse(String absolute) {
        return parse(absolute.getBytes(StandardCharsets.UTF_8));
    }

    /** The entry of that name in this directory; a name of several components goes down several levels. */
    public HostPath child(byte[] name) {
        if (name.length == 0) {
            return this;
        }
        boolean plain = true;
        for (byte b : name) {
            plain &= b != '/';
        }
        if (!plain) {
            HostPath path = this;
            for (byte[] part : split(name)) {
                path = path.child(part);
            }
            return path;
        }
        int start = bytes.length == 1 ? 0 : bytes.length;
        byte[] joined = Arrays.copyOf(bytes, start + 1 + name.length);
        joined[start] = '/';
        System.arraycopy(name, 0, joined, start + 1, name.length);
        return new HostPath(joined);
    }

    /** The entry of that name, in UTF-8, in this directory. */
    public HostPath child(String name) {
        return child(name.getBytes(StandardCharsets.UTF_8));
    }

    /** The directory it is in; the root's is the root. */
    public HostPath parent() {
        int slash = lastSlash();
        return slash == 0 ? ROOT : new HostPath(Arrays.copyOf(bytes, slash));
    }

    /** Its last component; empty for the root. */
    public byte[] name() {
        return Arrays.copyOfRange(bytes, lastSlash() + 1, bytes.length);
    }

    /** Its last component as unambiguous text. */
    public String nameText() {
        return HostText.escaped(name());
    }

    /** Its components, none for the root. */
    public List<byte[]> components() {
        return split(bytes);
    }

    /** Its bytes, beginning with a slash. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** Whether it is that directory or lies under it, by name alone. */
    public boolean startsWith(HostPath directory) {
        int n = directory.bytes.length;
        return directory.equals(ROOT)
                || (bytes.length >= n
                        && Arrays.equals(bytes, 0, n, directory.bytes, 0, n)
                        && (bytes.length == n || bytes[n] == '/'));
    }

    /** It as unambiguous text ({@link HostText#escaped}): the only form that leaves the host. */
    public String text() {
        return HostText.escaped(bytes);
    }

    private int lastSlash() {
        int at = bytes.length - 1;
        while (bytes[at] != '/') {
            at--;
        }
        return at;
    }

    private static List<byte[]> split(byte[] path) {
        List<byte[]> parts = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= path.length; i++) {
            if (i == path.length || path[i] == '/') {
                if (i > start && !(i == start + 1 && path[start] == '.')) {
                    parts.add(Arrays.copyOfRange(path, start, i));
                }
                start = i + 1;
            }
        }
        return parts;
    }

    @Override
    public int compareTo(HostPath other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HostPath path && Arrays.equals(bytes, path.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return text();
    }
}
