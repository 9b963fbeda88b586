package bzh.vigie.agent.host.linux;

import bzh.vigie.agent.budget.ClassCache;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** The archive of classes that an installed agent makes of itself, at the lowest priority, in a folder of its own. */
public final class LinuxClassCache {
    /** Where the service's unit says that the archive lies ({@code .jsa}); the source tree's launcher names a cache that it made. */
    static final String PROPERTY = "vigie.class-cache";

    private static final System.Logger LOG = System.getLogger(LinuxClassCache.class.getName());

    private LinuxClassCache() {}

    /**
     * What makes the archive; empty where there is to be none, or where others than the agent's account may write into its folder,
     * since what lies in the archive is code.
     */
    public static Optional<ClassCache> here() {
        String named = System.getProperty(PROPERTY, "");
        if (!named.endsWith(".jsa")) {
            return Optional.empty();
        }
        Path archive = Path.of(named).toAbsolutePath();
        Path folder = archive.resolveSibling("");
        try {
            if (!isOurs(folder)) {
                LOG.log(Level.WARNING, "no archive of classes is made in " + folder + ", where others may write");
                return Optional.empty();
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, "no archive of classes is made in " + folder + ": " + e);
            return Optional.empty();
        }
        Path home = Path.of(System.getProperty("java.home"));
        List<Path> runtime = List.of(home.resolve("lib/modules"), home.resolve("lib/server/libjvm.so"));
        return Optional.of(ClassCache.ofThisProgram(archive, runtime, LinuxClassCache::start));
    }

    /** Whether the folder is this account's, and nobody else may write there. */
    static boolean isOurs(Path folder) throws IOException {
        PosixFileAttributes attributes =
                Files.readAttributes(folder, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        Set<PosixFilePermission> rights = attributes.permissions();
        Object us = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        return attributes.isDirectory()
                && us.equals(Files.getAttribute(folder, "unix:uid", LinkOption.NOFOLLOW_LINKS))
                && !rights.contains(PosixFilePermission.GROUP_WRITE)
                && !rights.contains(PosixFilePermission.OTHERS_WRITE);
    }

    /** From a thread that comes last, since a process has the priority of the thread that starts it. */
    private static Optional<ClassCache.Started> start(List<String> words) {
        CompletableFuture<Optional<Process>> started = new CompletableFuture<>();
        Thread ignored = Thread.ofPlatform().name("archive-parent").daemon().start(() -> {
            try {
                LowerRights.comeLast();
                var _ = started.complete(AllowedCommands.archive(words));
            } catch (RuntimeException e) {
                LOG.log(Level.DEBUG, "not started", e);
                var _ = started.complete(Optional.empty());
            }
        });
        return started.join().map(ClassCache.Running::new);
    }
}
