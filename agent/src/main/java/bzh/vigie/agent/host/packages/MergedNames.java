package bzh.vigie.agent.host.packages;

import bzh.vigie.agent.host.HostPath;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The other names of a path on a system whose {@code /bin}, {@code /sbin} and {@code /lib…} are those of {@code /usr}. */
final class MergedNames {
    private static final Set<String> MERGED = Set.of("bin", "sbin", "lib", "lib32", "lib64", "libx32");

    private MergedNames() {}

    /** The path and its other name, if it has one. */
    static List<HostPath> of(HostPath path) {
        List<byte[]> parts = path.components();
        if (parts.size() > 1 && MERGED.contains(text(parts.getFirst()))) {
            return List.of(path, join(HostPath.of("/usr"), parts));
        }
        if (parts.size() > 2 && text(parts.getFirst()).equals("usr") && MERGED.contains(text(parts.get(1)))) {
            return List.of(path, join(HostPath.ROOT, parts.subList(1, parts.size())));
        }
        return List.of(path);
    }

    /** These and, of a program in {@code sbin}, those with {@code bin} instead, and the other way round. */
    static List<HostPath> withOneProgramDirectory(HostPath path) {
        List<HostPath> names = new ArrayList<>(of(path));
        String directory = path.parent().text();
        if (directory.equals("/usr/bin") || directory.equals("/usr/sbin")) {
            names.addAll(of(HostPath.of(directory.equals("/usr/bin") ? "/usr/sbin" : "/usr/bin")
                    .child(path.name())));
        }
        return names;
    }

    private static HostPath join(HostPath start, List<byte[]> parts) {
        HostPath joined = start;
        for (byte[] part : parts) {
            joined = joined.child(part);
        }
        return joined;
    }

    private static String text(byte[] name) {
        return new String(name, StandardCharsets.ISO_8859_1);
    }
}
