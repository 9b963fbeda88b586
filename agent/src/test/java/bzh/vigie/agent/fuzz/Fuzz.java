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
import java.util.stream.Stream;

/**
 * What Jazzer calls: two bytes say which target, the others are for it. Whatever they are, nothing may be thrown, and what a
 * target says of its result has to hold.
 */
public final class Fuzz {
    /** How the names of those begin that are wanted; all when nothing is said. */
    static final String READER = "vigie.fuzz-reader";

    private static final String WANTED = System.getProperty(READER, "");
    private static final List<FuzzTarget> TARGETS = Stream.of(
                    LocationTargets.all(),
                    AroundTargets.all(),
                    WindowsLocationTargets.all(),
                    DirectoryTargets.all(),
                    WireTargets.all(),
                    PackageTargets.all(),
                    TextTargets.all(),
                    WindowsTargets.all(),
                    ProgramTargets.all(),
                    HiveTargets.all(),
                    HiveRegistryTargets.all(),
                    CommandLineTargets.all(),
                    LogTargets.all(),
                    KernelTargets.all(),
                    ProxyTargets.all())
            .flatMap(List::stream)
            .filter(target -> target.name().startsWith(WANTED))
            .toList();

    private Fuzz() {}

    /** One input. */
    public static void fuzzerTestOneInput(byte[] data) throws Exception {
        if (data.length >= 2) {
            int number = (data[0] & 0xff) << 8 | (data[1] & 0xff);
            TARGETS.get(number % TARGETS.size()).reader().read(Arrays.copyOfRange(data, 2, data.length));
        }
    }

    /** Reads the seeds of every target, in a Java that says which classes that needs ({@link FuzzReachTest}). */
    public static void main(String[] arguments) throws Exception {
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
