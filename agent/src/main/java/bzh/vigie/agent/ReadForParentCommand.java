package bzh.vigie.agent;

import bzh.vigie.agent.host.FileDigest;
import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.linux.CryptoLibrary;
import bzh.vigie.agent.host.linux.LinuxApart;
import bzh.vigie.agent.persistence.ReadForParent;
import bzh.vigie.agent.transport.Providers;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.List;

/** {@code read-for-parent}: what a running agent starts for itself, told on standard input what to read; nobody else does. */
final class ReadForParentCommand {
    static final String NAME = "read-for-parent";

    private static final String ROOT = "--root=";

    private ReadForParentCommand() {}

    /** The exit code. */
    static int run(List<String> arguments) {
        if (arguments.size() != 1 || !arguments.getFirst().startsWith(ROOT)) {
            return Main.BAD_USAGE;
        }
        LinuxApart.begin();
        Providers.keepNeeded();
        FileDigest.by(CryptoLibrary::digest);
        Reading<Machine> machine = LinuxApart.machine(arguments.getFirst().substring(ROOT.length()));
        if (!(machine instanceof Reading.Found<Machine>(Machine found))) {
            return Main.FAILED;
        }
        try (found) {
            ReadForParent.serve(
                    found,
                    LinuxApart::comeLast,
                    new FileInputStream(FileDescriptor.in),
                    new FileOutputStream(FileDescriptor.out));
            return Main.DONE;
        } catch (IOException e) {
            // Whoever started it is gone, or is not what it should be.
            return Main.FAILED;
        }
    }
}
