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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Every location of the catalogue: a file of these bytes at one of its places in a tree that is otherwise empty, read as a scan
 * reads it. The first byte says which place, the second what the file is like. Seeds are the specimens.
 */
public final class LocationTargets {
    private static final Path FIXTURES = Path.of("src/test/resources/persistence");
    private static final LocalAccount OWNER =
            new LocalAccount(new Account("0", "a"), 0, 0, HostPath.of("/home/a"), "/bin/sh");
    private static final int MASK = 1;
    private static final int LINK = 2;
    private static final int PLAIN = 4;
    private static final int HIDDEN = 8;
    private static final int MOST_ITEMS = 20_000;

    private LocationTargets() {}

    public static List<FuzzTarget> all() {
        return Catalogue.linux().stream()
                .map(location -> new FuzzTarget(location.id(), bytes -> read(location, bytes), seeds(location)))
                .toList();
    }

    private static void read(Location location, byte[] bytes) {
        if (bytes.length < 2) {
            return;
        }
        List<String> places = location.places();
        int shape = bytes[1];
        String name = (shape & HIDDEN) == 0 ? "x" : ".\u202ex";
        HostPath path = HostPath.of(places.get((bytes[0] & 0xff) % places.size())
                .replaceFirst("^~", "/home/a")
                .replace("{user}", "a")
                .replace("**", "d")
                .replace("*", name));
        byte[] content = Arrays.copyOfRange(bytes, 2, bytes.length);
        MemoryFiles files = new MemoryFiles();
        if ((shape & MASK) != 0) {
            files.link(path, "/dev/null".getBytes(StandardCharsets.UTF_8));
        } else if ((shape & LINK) != 0) {
            files.link(path, content);
        } else {
            files.file(path, (shape & PLAIN) == 0 ? 0755 : 0644, content);
        }
        Machine machine = new Machine(
                files,
                () -> Reading.found(List.of(OWNER)),
                ignored -> Observed.missed(Observed.Why.NOT_OFFERED),
                Reading.absent());
        Site site = new Site(location, location.scope() == Scope.MACHINE ? Optional.empty() : Optional.of(OWNER));
        check(new SiteReader(machine, new FileHashes(files), new Numbers(), () -> List.of(OWNER)).read(site));
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

    /** The files of its specimens, each behind two bytes that say where it lies. */
    static List<byte[]> seeds(Location location) {
        List<byte[]> seeds = new ArrayList<>();
        Path host = FIXTURES.resolve(location.id()).resolve("host");
        if (Files.isDirectory(host)) {
            try (Stream<Path> all = Files.walk(host)) {
                for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
                    seeds.add(seed(place(location, host.relativize(file)), Files.readAllBytes(file)));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return seeds;
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
