package bzh.vigie.agent.persistence;

import bzh.vigie.agent.fuzz.FuzzTarget;
import bzh.vigie.agent.fuzz.MemoryFiles;
import bzh.vigie.agent.host.Accounts.LocalAccount;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.Registry.Profile;
import bzh.vigie.agent.host.Registry.State;
import bzh.vigie.agent.persistence.catalogue.Catalogue;
import bzh.vigie.agent.persistence.catalogue.Location;
import bzh.vigie.agent.persistence.catalogue.Location.Scope;
import bzh.vigie.agent.persistence.format.CrossCheck;
import bzh.vigie.agent.persistence.format.DirectoryFormat;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.KeyFormat;
import bzh.vigie.agent.windows.regf.RegKey;
import bzh.vigie.agent.windows.regf.RegText;
import bzh.vigie.event.Account;
import bzh.vigie.event.Observed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Every location of the catalogue for Windows: a file of these bytes at one of its places, or a registry of this text, of a system
 * that is otherwise empty, read as a scan reads it; the first byte of a file says at which place it lies, the second how its name
 * ends where the place is any in a folder. Seeds are the specimens.
 */
public final class WindowsLocationTargets {
    private static final Path FIXTURES = Path.of("src/test/resources/persistence");
    private static final String HOME = "/C:/Users/agent";
    /** Of files in places that hold any. */
    private static final List<String> ENDINGS = List.of("", ".lnk", ".url", ".ps1", ".cmd", ".vbs", ".exe", ".xml");

    private static final LocalAccount OWNER =
            new LocalAccount(new Account(WindowsTree.SID, "agent"), -1, -1, HostPath.of(HOME), "");
    private static final Profile PROFILE =
            new Profile(WindowsTree.SID, "agent", Optional.of(HostPath.of(HOME)), Reading.found(State.FILE));

    private WindowsLocationTargets() {}

    public static List<FuzzTarget> all() {
        return Catalogue.windows().stream().map(WindowsLocationTargets::target).toList();
    }

    private static FuzzTarget target(Location location) {
        return switch (location.parser()) {
            case KeyFormat format ->
                new FuzzTarget(location.id(), bytes -> keys(location, format, bytes), texts(location));
            case CrossCheck check ->
                new FuzzTarget(location.id(), bytes -> crossCheck(location, check, bytes), texts(location));
            case DirectoryFormat ignored -> throw new IllegalStateException(location.id() + " is none of Windows");
            case Format ignored -> new FuzzTarget(location.id(), bytes -> file(location, bytes), seeds(location));
        };
    }

    private static Site site(Location location) {
        return new Site(location, location.scope() == Scope.MACHINE ? Optional.empty() : Optional.of(OWNER));
    }

    private static Machine machine(MemoryFiles files, MemoryRegistry registry) {
        return new Machine(
                files,
                Reading::absent,
                ignored -> Observed.missed(Observed.Why.NOT_OFFERED),
                Reading.absent(),
                Reading.absent(),
                Reading.found(registry),
                Reading.absent());
    }

    private static void file(Location location, byte[] bytes) {
        if (bytes.length < 2) {
            return;
        }
        List<String> places = location.places();
        String ending = ENDINGS.get((bytes[1] & 0xff) % ENDINGS.size());
        HostPath path = HostPath.of(places.get((bytes[0] & 0xff) % places.size())
                .replaceFirst("^~", HOME)
                .replaceFirst("(?<=/)\\*$", "x" + ending)
                .replace("**", "d")
                .replace("*", "x"));
        MemoryFiles files = new MemoryFiles().file(path, 0644, Arrays.copyOfRange(bytes, 2, bytes.length));
        MemoryRegistry registry = new MemoryRegistry(new RegKey(""), PROFILE);
        SiteReader reader = new SiteReader(
                machine(files, registry), new WindowsItems(files, registry, Trees.CLOCK), () -> List.of(OWNER));
        LocationTargets.check(reader.read(site(location)));
    }

    private static void keys(Location location, KeyFormat format, byte[] bytes) {
        MemoryFiles files = new MemoryFiles();
        MemoryRegistry registry = registry(bytes);
        KeyReader reader = new KeyReader(
                registry, new WindowsItems(files, registry, Trees.CLOCK), new SystemAround(machine(files, registry)));
        LocationTargets.check(reader.read(site(location), format));
    }

    /** A registry of that text under a system that says what the specimen does. */
    private static void crossCheck(Location location, CrossCheck check, byte[] bytes) {
        MemoryFiles files = new MemoryFiles();
        MemoryRegistry registry = registry(bytes);
        Machine machine = machine(files, registry).telling(Reading.found(told(location)));
        CrossReader reader = new CrossReader(machine, registry, new WindowsItems(files, registry, Trees.CLOCK));
        LocationTargets.check(reader.read(site(location), check));
    }

    private static ToldLists told(Location location) {
        try {
            return ToldLists.of(Files.readString(FIXTURES.resolve(location.id()).resolve("told.txt")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static MemoryRegistry registry(byte[] bytes) {
        RegKey root = new RegKey("");
        try {
            RegText.apply(new String(bytes, StandardCharsets.UTF_8), root);
        } catch (RuntimeException e) {
            // The reader of the text is the tests'; what it read before stands.
        }
        return new MemoryRegistry(root, PROFILE);
    }

    /** Each specimen under every ending, where that tells how it is read. */
    private static List<byte[]> seeds(Location location) {
        List<byte[]> seeds = LocationTargets.seeds(location);
        if (location.places().stream().noneMatch(place -> place.endsWith("/*"))) {
            return seeds;
        }
        List<byte[]> all = new ArrayList<>();
        for (int ending = 0; ending < ENDINGS.size(); ending++) {
            for (byte[] seed : seeds) {
                byte[] named = seed.clone();
                named[1] = (byte) ending;
                all.add(named);
            }
        }
        return all;
    }

    private static List<byte[]> texts(Location location) {
        Path specimen = FIXTURES.resolve(location.id()).resolve("registry.reg");
        try {
            return Files.isRegularFile(specimen)
                    ? List.of(RegText.decoded(Files.readAllBytes(specimen)).getBytes(StandardCharsets.UTF_8))
                    : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
