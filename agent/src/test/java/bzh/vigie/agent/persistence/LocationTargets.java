package bzh.vigie.agent.persistence;

import bzh.vigie.agent.fuzz.FuzzTarget;
import bzh.vigie.agent.fuzz.Fuzzed;
import bzh.vigie.agent.fuzz.MemoryFiles;
import bzh.vigie.agent.host.Accounts.LocalAccount;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.persistence.catalogue.Catalogue;
import bzh.vigie.agent.persistence.catalogue.Location;
import bzh.vigie.agent.persistence.catalogue.Location.Scope;
import bzh.vigie.event.Account;
import bzh.vigie.event.Item;
import bzh.vigie.event.Observed;
import bzh.vigie.wire.EventCodec;
import bzh.vigie.wire.MalformedBatchException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Every location of the catalogue: a file of these bytes at one of its places, or where a specimen of it is, in a tree that is
 * otherwise empty, read as a scan reads it. The first byte says where, the second what the file is like. Seeds are the specimens.
 */
public final class LocationTargets {
    private static final Path FIXTURES = Path.of("src/test/resources/persistence");
    private static final String HOME = "/home/a";
    static final LocalAccount OWNER = new LocalAccount(new Account("0", "a"), 0, 0, HostPath.of(HOME), "/bin/sh");
    private static final String A_HOME = "^/(?:home/[^/]+|root)/";

    /** As many as the first byte can tell. */
    private static final int MAX_PATHS = 256;

    private static final int MASK = 1;
    private static final int LINK = 2;
    private static final int PLAIN = 4;
    private static final int HIDDEN = 8;
    private static final int MOST_ITEMS = 20_000;

    private LocationTargets() {}

    public static List<FuzzTarget> all() {
        return Catalogue.linux().stream().map(LocationTargets::target).toList();
    }

    private static FuzzTarget target(Location location) {
        List<String> plain = paths(location, "x");
        List<String> hidden = paths(location, ".\u202ex");
        List<byte[]> seeds = location.scope() == Scope.SPOOL ? seeds(location) : inTheirPlaces(location);
        return new FuzzTarget(location.id(), bytes -> read(location, plain, hidden, bytes), seeds);
    }

    private static void read(Location location, List<String> plain, List<String> hidden, byte[] bytes) {
        if (bytes.length < 2) {
            return;
        }
        int shape = bytes[1];
        List<String> paths = (shape & HIDDEN) == 0 ? plain : hidden;
        HostPath path = HostPath.of(paths.get((bytes[0] & 0xff) % paths.size()));
        byte[] content = Arrays.copyOfRange(bytes, 2, bytes.length);
        MemoryFiles files = new MemoryFiles();
        if ((shape & MASK) != 0) {
            files.link(path, "/dev/null".getBytes(StandardCharsets.UTF_8));
        } else if ((shape & LINK) != 0) {
            files.link(path, content);
        } else {
            files.file(path, (shape & PLAIN) == 0 ? 0755 : 0644, content);
        }
        check(read(location, files));
    }

    /** As a scan reads it in that tree. */
    static SiteReading read(Location location, MemoryFiles files) {
        Machine machine = new Machine(
                files,
                () -> Reading.found(List.of(OWNER)),
                ignored -> Observed.missed(Observed.Why.NOT_OFFERED),
                Reading.absent());
        Site site = new Site(location, location.scope() == Scope.MACHINE ? Optional.empty() : Optional.of(OWNER));
        return new SiteReader(machine, new FileHashes(files), new Numbers(), () -> List.of(OWNER)).read(site);
    }

    /** What has to hold of what was read. */
    static void check(SiteReading reading) {
        if (reading.items().size() > MOST_ITEMS) {
            throw new IllegalStateException(reading.items().size() + " items");
        }
        Fuzzed.told(reading.detail());
        for (Item item : reading.items()) {
            Stream.of(item.name(), item.value(), item.source(), item.target()).forEach(Fuzzed::told);
            item.resolved().forEach(Fuzzed::told);
            try {
                if (!EventCodec.decodeItem(EventCodec.encodeItem(item)).equals(item)) {
                    throw new IllegalStateException("not the same after it was sent: " + item);
                }
            } catch (MalformedBatchException e) {
                throw new IllegalStateException("cannot be sent: " + item, e);
            }
        }
    }

    /** The files of its specimens, each behind two bytes that say where it lies: the number of a place. */
    static List<byte[]> seeds(Location location) {
        return specimens(location).stream()
                .map(file -> seed(place(location, host(location).relativize(file)), content(file)))
                .toList();
    }

    /** The same, each where its specimen has it. */
    private static List<byte[]> inTheirPlaces(Location location) {
        List<Path> files = specimens(location);
        int places = location.places().size();
        return IntStream.range(0, Math.min(files.size(), Math.max(0, MAX_PATHS - places)))
                .mapToObj(i -> seed(places + i, content(files.get(i))))
                .toList();
    }

    /** Where its files may lie: its places with a name for each star, then where its specimens are. */
    private static List<String> paths(Location location, String name) {
        Stream<String> places = location.places().stream()
                .map(place -> place.replaceFirst("^~", HOME)
                        .replace("{user}", "a")
                        .replace("**", "d")
                        .replace("*", name));
        Stream<String> ofSpecimens = specimens(location).stream()
                .map(file -> "/" + host(location).relativize(file))
                .map(path -> location.scope() == Scope.HOME ? path.replaceFirst(A_HOME, HOME + "/") : path);
        return Stream.concat(places, ofSpecimens).limit(MAX_PATHS).toList();
    }

    private static Path host(Location location) {
        return FIXTURES.resolve(location.id()).resolve("host");
    }

    private static List<Path> specimens(Location location) {
        if (!Files.isDirectory(host(location))) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(host(location))) {
            return all.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] content(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] seed(int place, byte[] content) {
        byte[] seed = new byte[content.length + 2];
        seed[0] = (byte) place;
        System.arraycopy(content, 0, seed, 2, content.length);
        return seed;
    }

    /** The place whose end has most in common with the file's path. */
    private static int place(Location location, Path file) {
        String path = "/" + file;
        int best = 0;
        for (int i = 0; i < Math.min(256, location.places().size()); i++) {
            String place = location.places().get(i);
            String end = place.substring(place.lastIndexOf('/') + 1);
            if (Site.Pattern.matches(
                    end.getBytes(StandardCharsets.UTF_8),
                    path.substring(path.lastIndexOf('/') + 1).getBytes(StandardCharsets.UTF_8))) {
                best = i;
                break;
            }
        }
        return best;
    }
}
