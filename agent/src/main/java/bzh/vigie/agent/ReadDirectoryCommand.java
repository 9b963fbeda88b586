package bzh.vigie.agent;

import bzh.vigie.agent.directory.Membership;
import bzh.vigie.agent.host.FileDigest;
import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.linux.CryptoLibrary;
import bzh.vigie.agent.host.linux.LinuxApart;
import bzh.vigie.agent.host.windows.KeptPrivileges;
import bzh.vigie.agent.host.windows.Privileges;
import bzh.vigie.agent.persistence.DirectoryInventory;
import bzh.vigie.agent.persistence.ReadDirectoryForParent;
import bzh.vigie.agent.transport.Providers;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code read-directory-for-parent}: what a running agent starts for itself to read the domain's directory, told on standard input what to
 * read; nobody else does. On a Linux it is told below which directory the computer's key lies. It ends with its input, also while a
 * controller is waited for: whoever started it is gone then, or wants no more.
 */
final class ReadDirectoryCommand {
    static final String NAME = "read-directory-for-parent";

    private static final String ROOT = "--root=";
    private static final int PIECE = 1 << 16;

    private ReadDirectoryCommand() {}

    /** The exit code. */
    static int run(List<String> arguments) {
        Platform platform = Platform.here();
        boolean isUnderstood = platform.isWindows()
                ? arguments.isEmpty()
                : arguments.size() == 1 && arguments.getFirst().startsWith(ROOT);
        return isUnderstood
                ? run(platform, arguments.isEmpty() ? "" : arguments.getFirst().substring(ROOT.length()))
                : Main.BAD_USAGE;
    }

    private static int run(Platform platform, String root) {
        InstantSource clock = InstantSource.system();
        Reading<Machine> machine;
        if (platform.isWindows()) {
            Set<String> ignored = Privileges.keepOnly(KeptPrivileges.OF_READING);
            machine = platform.open();
        } else {
            LinuxApart.begin();
            FileDigest.by(CryptoLibrary::digest);
            machine = LinuxApart.machine(root);
        }
        Providers.keepNeeded();
        if (!(machine instanceof Reading.Found<Machine>(Machine found))) {
            return Main.FAILED;
        }
        try (found;
                InputStream parent = parent()) {
            DirectoryInventory.Connecting connecting =
                    platform.isWindows() ? () -> platform.directory(clock) : onLinux(Path.of(root), parent, clock);
            ReadDirectoryForParent.serve(
                    found,
                    () -> SparingDirectory.of(connecting.connect()),
                    clock,
                    parent,
                    new FileOutputStream(FileDescriptor.out));
            return Main.DONE;
        } catch (IOException e) {
            // Whoever started it is gone, or is not what it should be.
            return Main.FAILED;
        }
    }

    /** Connects with the key that the parent hands over, or with the machine's own file. */
    private static DirectoryInventory.Connecting onLinux(Path root, InputStream parent, InstantSource clock)
            throws IOException {
        Optional<Path> handed = LinuxApart.handedKey(parent);
        return () ->
                handed.isPresent() ? Membership.ofLinux(root, handed.get(), clock) : Membership.ofLinux(root, clock);
    }

    /** What the parent says; its end is that of this process. */
    private static InputStream parent() throws IOException {
        PipedInputStream said = new PipedInputStream(PIECE);
        PipedOutputStream to = new PipedOutputStream(said);
        Thread ignored = Thread.ofPlatform().name("parent").daemon().start(() -> {
            try (InputStream in = new FileInputStream(FileDescriptor.in)) {
                byte[] piece = new byte[PIECE];
                for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
                    to.write(piece, 0, read);
                    to.flush();
                }
            } catch (IOException e) {
                // the same
            }
            Runtime.getRuntime().halt(Main.DONE);
        });
        return said;
    }
}
