package bzh.vigie.agent.host.packages;

import bzh.vigie.agent.host.Files;
import bzh.vigie.agent.host.Files.Content;
import bzh.vigie.agent.host.Files.OpenFile;
import bzh.vigie.agent.host.Files.Status;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.Packages.Algorithm;
import bzh.vigie.agent.host.Packages.Checksum;
import bzh.vigie.agent.host.Packages.Packaged;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.Reading.Found;
import bzh.vigie.agent.host.Reading.Refused;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * apk's database: one text file, packages separated by an empty line (apk-package(5) and apk's installed database).
 *
 * <pre>
 * P:name          of the package
 * F:usr/bin       a directory, without the leading slash
 * R:busybox       a file in the directory named last
 * a:0:0:4755      its owner, group and mode in octal
 * Z:Q1…           its digest: Q1 and SHA-1 in base64, Q2 and SHA-256 in base64, or MD5 in hex; of a link, of its target
 * </pre>
 */
final class ApkDatabase implements PackageDatabase {
    private static final List<HostPath> PLACES =
            List.of(HostPath.of("/lib/apk/db/installed"), HostPath.of("/usr/lib/apk/db/installed"));
    private static final int LIMIT = 64 << 20;
    private static final int MAX_PACKAGE = 8 << 20;

    private final Files files;
    private final Kept<String> records = new Kept<>(String::length);
    private HostPath place = PLACES.getFirst();

    ApkDatabase(Files files) {
        this.files = files;
    }

    @Override
    public Optional<?> state() {
        for (HostPath candidate : PLACES) {
            Optional<Status> status = files.status(candidate).ifFound();
            if (status.isPresent()) {
                place = candidate;
                return status;
            }
        }
        return Optional.empty();
    }

    @Override
    public Optional<String> read(PathIndex.Builder into) {
        records.clear();
        return switch (files.read(place, LIMIT)) {
            case Found<Content> found -> {
                index(found.value().bytes(), into);
                yield Optional.empty();
            }
            case Refused<Content> refused -> Optional.of(refused.detail());
            case Reading.Absent<Content> ignored -> Optional.empty();
        };
    }

    @Override
    public List<Sought> sought(HostPath path) {
        return MergedNames.of(path).stream().map(Sought::anywhere).toList();
    }

    @Override
    public Packaged packaged(InstalledPackage owner, HostPath listed) {
        return records.get(owner, this::record)
                .map(text -> describe(text, listed))
                .orElse(Packaged.UNKNOWN);
    }

    private void index(byte[] text, PathIndex.Builder into) {
        int record = 0;
        boolean begun = false;
        boolean full = false;
        byte[] path = {'/'};
        int directory = 1;
        for (int from = 0; from < text.length; ) {
            int to = from;
            while (to < text.length && text[to] != '\n') {
                to++;
            }
            if (to == from) {
                record = to + 1;
                begun = false;
                directory = 1;
            } else if (to - from >= 2 && text[from + 1] == ':') {
                int value = from + 2;
                switch (text[from]) {
                    case 'P' -> {
                        begun = true;
                        String name = new String(text, value, to - value, StandardCharsets.UTF_8);
                        full = !into.begin(new InstalledPackage(this, name, "", record));
                    }
                    case 'F' -> {
                        path = Arrays.copyOf(path, Math.max(path.length, to - value + 2));
                        System.arraycopy(text, value, path, 1, to - value);
                        directory = 1 + to - value;
                        if (directory > 1) {
                            path[directory++] = '/';
                        }
                    }
                    case 'R' -> {
                        int length = directory + to - value;
                        path = Arrays.copyOf(path, Math.max(path.length, length));
                        System.arraycopy(text, value, path, directory, to - value);
                        if (begun && !full) {
                            into.add(path, 0, length);
                        }
                    }
                    default -> {}
                }
            }
            from = to + 1;
        }
    }

    private Optional<String> record(InstalledPackage of) {
        if (!(files.open(place) instanceof Found<OpenFile>(OpenFile file))) {
            return Optional.empty();
        }
        try (file) {
            byte[] all = new byte
                    [(int) Math.max(0, Math.min(MAX_PACKAGE, file.status().size() - of.at()))];
            int length = file.read(of.at(), all);
            int end = 0;
            while (end + 1 < length && !(all[end] == '\n' && all[end + 1] == '\n')) {
                end++;
            }
            return Optional.of(new String(all, 0, Math.min(length, end + 1), StandardCharsets.ISO_8859_1));
        }
    }

    private static Packaged describe(String record, HostPath listed) {
        byte[] name = listed.bytes();
        String path = new String(name, 1, name.length - 1, StandardCharsets.ISO_8859_1);
        String directory = "";
        boolean inside = false;
        OptionalInt mode = OptionalInt.of(0755);
        Optional<Checksum> content = Optional.empty();
        for (String line : record.split("\n", -1)) {
            if (line.startsWith("F:") || line.startsWith("R:")) {
                if (inside) {
                    break;
                }
                if (line.startsWith("F:")) {
                    directory = line.length() == 2 ? "" : line.substring(2) + "/";
                } else {
                    inside = path.equals(directory + line.substring(2));
                }
            } else if (inside && line.startsWith("a:")) {
                mode = mode(line.substring(2));
            } else if (inside && line.startsWith("Z:")) {
                content = checksum(line.substring(2));
            }
        }
        return inside ? new Packaged(content, mode, Optional.empty()) : Packaged.UNKNOWN;
    }

    private static OptionalInt mode(String text) {
        String[] parts = text.split(":", -1);
        return parts.length >= 3 && parts[2].matches("[0-7]{1,5}")
                ? OptionalInt.of(Integer.parseInt(parts[2], 8) & 07777)
                : OptionalInt.empty();
    }

    private static Optional<Checksum> checksum(String text) {
        if (text.matches("[0-9a-f]{32}")) {
            return Optional.of(new Checksum(Algorithm.MD5, text));
        }
        try {
            byte[] digest = text.length() > 2 ? Base64.getDecoder().decode(text.substring(2)) : new byte[0];
            String hex = HexFormat.of().formatHex(digest);
            if (text.startsWith("Q1") && digest.length == 20) {
                return Optional.of(new Checksum(Algorithm.SHA_1, hex));
            }
            return text.startsWith("Q2") && digest.length == 32
                    ? Optional.of(new Checksum(Algorithm.SHA_256, hex))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
