package bzh.vigie.agent.host.packages;

import bzh.vigie.agent.host.Capabilities;
import bzh.vigie.agent.host.Files;
import bzh.vigie.agent.host.Files.Entry;
import bzh.vigie.agent.host.Files.OpenFile;
import bzh.vigie.agent.host.Files.Status;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.HostText;
import bzh.vigie.agent.host.Packages.Algorithm;
import bzh.vigie.agent.host.Packages.Checksum;
import bzh.vigie.agent.host.Packages.Packaged;
import bzh.vigie.agent.host.Reading.Found;
import bzh.vigie.agent.host.Reading.Refused;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * dpkg's database (dpkg(1), deb-md5sums(5), deb-conffiles(5)): paths from {@code info/PACKAGE.list}, MD5 from
 * {@code info/PACKAGE.md5sums} and, of configuration files, from {@code status}; what dpkg-divert(1) and dpkg-statoverride(1)
 * set apart; and configuration files that ucf(1) put there for a package's script, with their MD5.
 */
final class DpkgDatabase implements PackageDatabase {
    private static final HostPath DPKG = HostPath.of("/var/lib/dpkg");
    private static final HostPath UCF = HostPath.of("/var/lib/ucf");
    private static final String LIST = ".list";
    private static final int LIMIT = 64 << 20;
    private static final int MAX_LINE = 32_768;
    private static final int MD5 = 32;
    private static final int MAX_SCRIPT = 1 << 20;

    private final Files files;
    private final Kept<String> sums = new Kept<>(String::length);
    private final Kept<String> scripts = new Kept<>(String::length);
    private final Map<String, String> configuration = new HashMap<>();
    private final Map<HostPath, Diversion> divertedTo = new HashMap<>();
    private final Map<HostPath, Diversion> divertedFrom = new HashMap<>();
    private final Map<String, Integer> modes = new HashMap<>();
    private final DebianRights rights = DebianRights.read();

    private record Diversion(HostPath from, HostPath to, String by) {}

    DpkgDatabase(Files files) {
        this.files = files;
    }

    @Override
    public Optional<?> state() {
        Optional<Status> status = files.status(DPKG.child("status")).ifFound();
        // the directory: a package's list is there before the status of all is written
        return status.map(s -> List.of(
                s,
                files.status(DPKG.child("info")),
                files.status(DPKG.child("diversions")),
                files.status(DPKG.child("statoverride")),
                files.status(UCF.child("hashfile"))));
    }

    @Override
    public Optional<String> read(PathIndex.Builder into) {
        sums.clear();
        scripts.clear();
        configuration.clear();
        Map<String, Integer> numbers = new HashMap<>();
        Optional<String> problem = Optional.empty();
        byte[] buffer = new byte[MAX_LINE];
        switch (files.list(DPKG.child("info"))) {
            case Found<List<Entry>> found -> {
                for (Entry entry : found.value()) {
                    String name = entry.path().nameText();
                    if (!name.endsWith(LIST)) {
                        continue;
                    }
                    String label = name.substring(0, name.length() - LIST.length());
                    int architecture = label.indexOf(':');
                    String packageName = architecture < 0 ? label : label.substring(0, architecture);
                    if (into.begin(new InstalledPackage(this, packageName, label, 0))) {
                        int ignored = numbers.merge(packageName, into.packages().size() - 1, (a, b) -> a);
                        problem = problem.or(() -> paths(entry.path(), into, buffer));
                    }
                }
            }
            case Refused<List<Entry>> refused -> problem = Optional.of(refused.detail());
            default -> {}
        }
        conffiles();
        diversions();
        overrides();
        ucf(into, numbers);
        return problem;
    }

    @Override
    public List<Sought> sought(HostPath path) {
        List<Sought> all = new ArrayList<>();
        for (HostPath name : MergedNames.of(path)) {
            Diversion away = divertedTo.get(name);
            if (away != null) {
                // the file that another package's was diverted to this name
                all.add(new Sought(away.from(), p -> !p.name().equals(away.by())));
            }
            Diversion here = divertedFrom.get(name);
            if (here != null) {
                all.add(new Sought(name, p -> p.name().equals(here.by())));
            } else {
                all.add(Sought.anywhere(name));
            }
        }
        return all;
    }

    @Override
    public Packaged packaged(InstalledPackage owner, HostPath listed) {
        String path = HostText.escaped(listed.bytes());
        Optional<String> md5 = Optional.ofNullable(configuration.get(path))
                .or(() -> find(sums.get(owner, this::sums).orElse(""), listed));
        Optional<Integer> mode = Optional.ofNullable(modes.get(path)).or(() -> rights.mode(path));
        return new Packaged(
                md5.map(hex -> new Checksum(Algorithm.MD5, hex)),
                mode.map(OptionalInt::of).orElse(OptionalInt.empty()),
                Optional.of(rights.capabilities(path)
                        .or(() -> SetCapabilities.in(
                                scripts.get(owner, this::script).orElse(""),
                                MergedNames.of(listed).stream()
                                        .map(HostPath::text)
                                        .toList()))
                        .orElse(Capabilities.NONE)));
    }

    private Optional<String> paths(HostPath list, PathIndex.Builder into, byte[] buffer) {
        return switch (files.open(list)) {
            case Found<OpenFile> found -> {
                try (OpenFile file = found.value()) {
                    lines(file, into, buffer);
                }
                yield Optional.empty();
            }
            case Refused<OpenFile> refused -> Optional.of(refused.detail());
            default -> Optional.empty();
        };
    }

    private static void lines(OpenFile file, PathIndex.Builder into, byte[] buffer) {
        long at = 0;
        long size = Math.min(file.status().size(), LIMIT);
        while (at < size) {
            int length = file.read(at, buffer);
            if (length <= 0) {
                return;
            }
            int from = 0;
            for (int i = 0; i < length; i++) {
                if (buffer[i] == '\n') {
                    into.add(buffer, from, i);
                    from = i + 1;
                }
            }
            // A line longer than the buffer is no path.
            at += from == 0 ? length : from;
        }
    }

    /** Of a package whose script gives capabilities. */
    private Optional<String> script(InstalledPackage of) {
        return Optional.of(files.read(DPKG.child("info/" + of.label() + ".postinst"), MAX_SCRIPT)
                .ifFound()
                .map(content -> new String(content.bytes(), StandardCharsets.ISO_8859_1))
                .filter(text -> text.contains("setcap"))
                .orElse(""));
    }

    private Optional<String> sums(InstalledPackage of) {
        return files.read(DPKG.child("info/" + of.label() + ".md5sums"), LIMIT)
                .ifFound()
                .map(content -> new String(content.bytes(), StandardCharsets.ISO_8859_1));
    }

    private static Optional<String> find(String list, HostPath path) {
        byte[] name = path.bytes();
        String line = "  " + new String(name, 1, name.length - 1, StandardCharsets.ISO_8859_1) + "\n";
        int at = list.indexOf(line);
        return at < MD5 ? Optional.empty() : md5(list.substring(at - MD5, at));
    }

    private static Optional<String> md5(String text) {
        return text.matches("[0-9a-f]{32}") ? Optional.of(text) : Optional.empty();
    }

    private Optional<String> text(HostPath file) {
        return files.read(file, LIMIT).ifFound().map(content -> HostText.content(content.bytes()));
    }

    private void conffiles() {
        boolean[] inside = {false};
        text(DPKG.child("status"))
                .ifPresent(status -> status.lines().forEach(line -> {
                    if (!line.startsWith(" ")) {
                        inside[0] = line.startsWith("Conffiles:");
                    } else if (inside[0]) {
                        String[] words = line.strip().split(" ", -1);
                        if (words.length >= 2) {
                            md5(words[1]).ifPresent(md5 -> configuration.put(escaped(words[0]), md5));
                        }
                    }
                }));
    }

    /** Three lines each: the name, the name it has instead, the package that diverts, or {@code :} for the administrator. */
    private void diversions() {
        divertedFrom.clear();
        divertedTo.clear();
        List<String> lines =
                text(DPKG.child("diversions")).map(t -> t.lines().toList()).orElse(List.of());
        for (int i = 0; i + 2 < lines.size(); i += 3) {
            Optional<HostPath> from = HostPath.parse(lines.get(i));
            Optional<HostPath> to = HostPath.parse(lines.get(i + 1));
            if (from.isPresent() && to.isPresent()) {
                Diversion diversion = new Diversion(from.get(), to.get(), lines.get(i + 2));
                divertedFrom.put(diversion.from(), diversion);
                divertedTo.put(diversion.to(), diversion);
            }
        }
    }

    /** {@code user group mode path}, the mode in octal. */
    private void overrides() {
        modes.clear();
        text(DPKG.child("statoverride"))
                .ifPresent(text -> text.lines().forEach(line -> {
                    String[] words = line.strip().split(" ", 4);
                    if (words.length == 4 && words[2].matches("[0-7]{1,5}")) {
                        modes.put(escaped(words[3]), Integer.parseInt(words[2], 8) & 07777);
                    }
                }));
    }

    /** {@code registry} has lines {@code package path}, {@code hashfile} lines {@code md5  path}. */
    private void ucf(PathIndex.Builder into, Map<String, Integer> numbers) {
        Map<String, String> registered = new HashMap<>();
        text(UCF.child("registry"))
                .ifPresent(text -> text.lines().forEach(line -> {
                    String[] words = line.strip().split("\\s+", 2);
                    if (words.length == 2) {
                        registered.put(words[1], words[0]);
                    }
                }));
        text(UCF.child("hashfile"))
                .ifPresent(text -> text.lines().forEach(line -> {
                    String[] words = line.strip().split("\\s+", 2);
                    Integer number = words.length == 2 ? numbers.get(registered.getOrDefault(words[1], "")) : null;
                    if (number != null && words[1].startsWith("/")) {
                        byte[] path = words[1].getBytes(StandardCharsets.UTF_8);
                        into.add(path, 0, path.length, number);
                        md5(words[0]).ifPresent(md5 -> configuration.putIfAbsent(escaped(words[1]), md5));
                    }
                }));
    }

    private static String escaped(String path) {
        return HostText.escaped(path.getBytes(StandardCharsets.UTF_8));
    }
}
