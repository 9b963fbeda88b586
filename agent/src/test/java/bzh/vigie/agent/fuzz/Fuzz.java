package bzh.vigie.agent.fuzz;

import bzh.vigie.agent.directory.WireTargets;
import bzh.vigie.agent.host.linux.KernelTargets;
import bzh.vigie.agent.host.offline.HiveRegistryTargets;
import bzh.vigie.agent.persistence.AroundTargets;
import bzh.vigie.agent.persistence.CommandLineTargets;
import bzh.vigie.agent.persistence.DirectoryTargets;
import bzh.vigie.agent.persistence.LocationTargets;
import bzh.vigie.agent.persistence.WindowsLocationTargets;
import bzh.vigie.agent.source.LogTargets;
import bzh.vigie.agent.transport.ProxyTargets;
import bzh.vigie.agent.windows.program.ProgramTargets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What Jazzer calls: two bytes say which target, the others are for it. Whatever they are, nothing may be thrown, and what a
 * target says of its result has to hold.
 */
public final class Fuzz {
    /** The group of those that are wanted; all when nothing is said. */
    static final String READER = "vigie.fuzz-reader";

    private static final String WANTED = System.getProperty(READER, "");
    private static final List<FuzzTarget> TARGETS = Stream.of(
                    group("linux", LocationTargets::all),
                    group("around", AroundTargets::all),
                    group("windows", WindowsLocationTargets::all),
                    group("directory", DirectoryTargets::all),
                    group("directory-wire", WireTargets::all),
                    group("packages", PackageTargets::all),
                    group("text", TextTargets::all),
                    group("windows-formats", WindowsTargets::all),
                    group("programs", ProgramTargets::all),
                    group("hives", HiveTargets::all),
                    group("hive-registry", HiveRegistryTargets::all),
                    group("commands", CommandLineTargets::all),
                    group("logs", LogTargets::all),
                    group("kernel", KernelTargets::all),
                    group("proxy", ProxyTargets::all))
            .flatMap(List::stream)
            .toList();

    private Fuzz() {}

    private static List<FuzzTarget> group(String name, Supplier<List<FuzzTarget>> targets) {
        return WANTED.isEmpty() || WANTED.equals(name) ? targets.get() : List.of();
    }

    /** One input. */
    public static void fuzzerTestOneInput(byte[] data) throws Exception {
        if (data.length >= 2) {
            int number = (data[0] & 0xff) << 8 | (data[1] & 0xff);
            TARGETS.get(number % TARGETS.size()).reader().read(Arrays.copyOfRange(data, 2, data.length));
        }
    }

    /**
     * Writes the seeds of every wanted target into a folder ({@code bench/fuzz.sh}); where none is given it reads them instead, in a Java that says
     * which classes that needs ({@link FuzzReachTest}).
     */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length > 0) {
            writeSeeds(Path.of(arguments[0]));
            return;
        }
        for (FuzzTarget target : TARGETS) {
            for (byte[] seed : target.seeds()) {
                target.reader().read(seed);
            }
        }
    }

    static List<FuzzTarget> targets() {
        return TARGETS;
    }

    /** Writes the seeds of every target into a folder; how many there are. */
    static int writeSeeds(Path folder) throws IOException {
        Files.createDirectories(folder);
        int written = 0;
        for (int number = 0; number < TARGETS.size(); number++) {
            for (byte[] seed : TARGETS.get(number).seeds()) {
                byte[] input = new byte[seed.length + 2];
                input[0] = (byte) (number >> 8);
                input[1] = (byte) number;
                System.arraycopy(seed, 0, input, 2, seed.length);
                Files.write(folder.resolve("seed-" + written++), input);
            }
        }
        return written;
    }
}
