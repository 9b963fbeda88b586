package bzh.vigie.agent.host.offline;

import bzh.vigie.agent.host.Capabilities;
import bzh.vigie.agent.host.Files;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.HostText;
import bzh.vigie.agent.host.Packages.Algorithm;
import bzh.vigie.agent.host.Packages.Checksum;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.Reading.Absent;
import bzh.vigie.agent.host.WindowsPath;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A drive of a Windows system that is mounted here, under its letter. Letter case does not count, as for Windows: a name that is
 * there exactly comes first, otherwise the first in the order of bytes that only differs in case. What is given back has the
 * case that the disk has. Other drives are not there. Thread-safe; keeps the names of a few directories.
 */
public final class WindowsFiles implements Files {
    private static final int MAX_KEPT = 65_536;
    private static final byte[] EMPTY = {};

    private final Files mounted;
    private final HostPath drive;
    private final Map<HostPath, Map<String, byte[]>> names = new LinkedHashMap<>(16, 0.75f, true);
    private int kept;

    /**
     * The drive of that letter.
     *
     * @param mounted its files, from its root on; closed with this
     */
    public WindowsFiles(Files mounted, char letter) {
        this.mounted = mounted;
        this.drive = HostPath.of("/" + Character.toUpperCase(letter) + ":");
    }

    /** The same files under another letter. */
    public WindowsFiles as(char letter) {
        return new WindowsFiles(mounted, letter);
    }

    /** Its root, such as {@code /C:}. */
    public HostPath drive() {
        return drive;
    }

    @Override
    public String reader() {
        return mounted.reader();
    }

    @Override
    public byte[] folded(byte[] name) {
        return WindowsPath.fold(name);
    }

    @Override
    public Reading<Status> status(HostPath path) {
        return at(path, mounted::status);
    }

    @Override
    public Reading<Status> statusOfLink(HostPath path) {
        return at(path, mounted::statusOfLink);
    }

    @Override
    public Reading<byte[]> link(HostPath path) {
        return at(path, mounted::link);
    }

    @Override
    public Reading<List<Entry>> list(HostPath directory) {
        if (directory.equals(HostPath.ROOT)) {
            return Reading.found(List.of(new Entry(drive, Kind.DIRECTORY)));
        }
        return at(directory, mounted::list)
                .then(entries -> Reading.found(entries.stream()
                        .map(entry -> new Entry(back(entry.path()), entry.kind()))
                        .toList()));
    }

    @Override
    public void below(HostPath top, Descent descent) {
        real(top)
                .ifPresent(real -> mounted.below(real, new Descent() {
                    @Override
                    public boolean goesOn() {
                        return descent.goesOn();
                    }

                    @Override
                    public boolean enters(HostPath directory, Status status, long device) {
                        return descent.enters(back(directory), status, device);
                    }

                    @Override
                    public boolean wants(byte[] name) {
                        return descent.wants(name);
                    }

                    @Override
                    public boolean wants(Status status) {
                        return descent.wants(status);
                    }

                    @Override
                    public boolean wantsCapable() {
                        return false;
                    }

                    @Override
                    public void take(Listed entry) {
                        descent.take(new Listed(back(entry.path()), entry.status(), false));
                    }

                    @Override
                    public void refused(HostPath directory, Reading.Refused<?> why) {
                        descent.refused(back(directory), why);
                    }
                }));
    }

    @Override
    public long stampMicros() {
        return mounted.stampMicros();
    }

    @Override
    public Reading<HostPath> resolve(HostPath path) {
        return at(path, mounted::resolve).then(real -> Reading.found(back(real)));
    }

    @Override
    public Reading<Storage> storage(HostPath directory) {
        return at(directory, mounted::storage);
    }

    @Override
    public Reading<Capabilities> capabilities(HostPath path) {
        return Reading.absent();
    }

    @Override
    public Reading<OpenFile> open(HostPath path) {
        return at(path, mounted::open);
    }

    @Override
    public Reading<Content> read(HostPath path, int limit) {
        return at(path, real -> mounted.read(real, limit));
    }

    @Override
    public Reading<Digests> digests(HostPath path, long limit, Algorithm asPackaged) {
        return at(path, real -> mounted.digests(real, limit, asPackaged));
    }

    @Override
    public Reading<Checksum> checksum(HostPath path, long limit, Algorithm algorithm) {
        return at(path, real -> mounted.checksum(real, limit, algorithm));
    }

    @Override
    public void close() {
        mounted.close();
    }

    private <T> Reading<T> at(HostPath path, Function<HostPath, Reading<T>> reading) {
        return real(path).map(reading).orElseGet(Reading::absent);
    }

    private HostPath back(HostPath real) {
        HostPath path = drive;
        for (byte[] name : real.components()) {
            path = path.child(name);
        }
        return path;
    }

    /** Where a path is on what is mounted; as it stands where nothing of that name is there; empty for another drive. */
    private Optional<HostPath> real(HostPath path) {
        List<byte[]> parts = path.components();
        if (parts.isEmpty()) {
            // above all drives is what the drive is mounted on
            return Optional.of(HostPath.ROOT);
        }
        if (!HostText.escaped(parts.getFirst()).equalsIgnoreCase(HostText.escaped(drive.name()))) {
            return Optional.empty();
        }
        HostPath exact = HostPath.ROOT;
        for (byte[] name : parts.subList(1, parts.size())) {
            exact = exact.child(name);
        }
        if (!(mounted.statusOfLink(exact) instanceof Absent<?>)) {
            return Optional.of(exact);
        }
        HostPath real = HostPath.ROOT;
        boolean missing = false;
        for (byte[] name : parts.subList(1, parts.size())) {
            HostPath there = real.child(name);
            boolean asWritten = missing || !(mounted.statusOfLink(there) instanceof Absent<?>);
            byte[] onDisk = asWritten ? name : names(real).getOrDefault(key(name), EMPTY);
            missing |= onDisk.length == 0;
            real = onDisk.length == 0 ? there : real.child(onDisk);
        }
        return Optional.of(real);
    }

    private static String key(byte[] name) {
        return new String(WindowsPath.fold(name), StandardCharsets.ISO_8859_1);
    }

    private synchronized Map<String, byte[]> names(HostPath directory) {
        Map<String, byte[]> known = names.get(directory);
        if (known != null) {
            return known;
        }
        Map<String, byte[]> read = new HashMap<>();
        mounted.list(directory).ifFound().orElse(List.of()).forEach(entry -> {
            byte[] name = entry.path().name();
            byte[] ignored = read.putIfAbsent(key(name), name);
        });
        names.put(directory, read);
        kept += read.size();
        while (kept > MAX_KEPT && names.size() > 1) {
            HostPath eldest = names.keySet().iterator().next();
            kept -= names.getOrDefault(eldest, Map.of()).size();
            names.remove(eldest);
        }
        return read;
    }
}
