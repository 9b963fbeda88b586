package bzh.vigie.agent;

import bzh.vigie.agent.identity.IdentityException;
import bzh.vigie.agent.identity.StateFolder;
import bzh.vigie.journal.FolderLock;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code forget}: removes all that the agent keeps on this machine (identity, key, spool, positions, logs), its state folder with it.
 * Uninstalling does so; the collector knows the host as before. With {@code --after} it first waits until
 * a program has ended, half a minute at most: a service that has stopped may have a process that has not. Refused while an agent runs, and for a folder that is not an agent's.
 */
@Command(name = "forget")
final class ForgetCommand implements Callable<Integer> {
    /** One of these lies in every folder that an agent used. */
    private static final List<String> MARKS =
            List.of("agent.key", "identity.conf", "lock", SetupFile.FILE, "agent.0.log");

    private static final int LOOK_MILLIS = 250;
    private static final int MOST_LOOKS = 120;

    private final PrintStream out;
    private final PrintStream err;

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Option(names = "--after", paramLabel = "FILE", descriptionKey = "usage.after")
    private Optional<Path> program = Optional.empty();

    @Option(names = "--keep", descriptionKey = "usage.keep")
    private boolean keep;

    ForgetCommand(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() {
        Words words = common.words();
        StateFolder state = common.state();
        if (program.isPresent() && !ended(program.get())) {
            err.println(words.say("forget.still-runs", program.get()));
            return Main.FAILED;
        }
        if (keep) {
            return Main.DONE;
        }
        try {
            if (!Files.exists(state.path(), LinkOption.NOFOLLOW_LINKS)) {
                out.println(words.say("forget.nothing", state.path()));
                return Main.DONE;
            }
            state.check();
            if (!isOurs(state)) {
                err.println(words.say("forget.not-ours", state.path()));
                return Main.FAILED;
            }
            Optional<FolderLock> alone = FolderLock.take(state.path());
            if (alone.isEmpty()) {
                err.println(words.say("run.in-use", state.path()));
                return Main.FAILED;
            }
            alone.get().close();
            remove(state.path());
            removeParentOfOurs(state.path());
            out.println(words.say("forget.done", state.path()));
            return Main.DONE;
        } catch (IdentityException e) {
            err.println(words.detail(e.detail()));
            return Main.FAILED;
        } catch (IOException e) {
            err.println(words.say("forget.failed", state.path(), words.why(e)));
            return Main.FAILED;
        }
    }

    /** Whether nobody runs this program: its file can be opened to be written, which both systems refuse while it runs. */
    private static boolean ended(Path program) {
        for (int i = 0; i < MOST_LOOKS; i++) {
            try (FileChannel _ = FileChannel.open(program, StandardOpenOption.WRITE)) {
                return true;
            } catch (NoSuchFileException | AccessDeniedException e) {
                // There is none, or that is no longer the question: removing will tell.
                return true;
            } catch (IOException e) {
                try {
                    Thread.sleep(LOOK_MILLIS);
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                    return false;
                }
            }
        }
        return false;
    }

    private static boolean isOurs(StateFolder state) throws IOException {
        try (Stream<Path> all = Files.list(state.path())) {
            return all.findAny().isEmpty()
                    || MARKS.stream().anyMatch(each -> Files.exists(state.file(each), LinkOption.NOFOLLOW_LINKS));
        }
    }

    /** What shows that the folder is ours goes last: a removal that was cut off can be begun again. */
    private static void remove(Path folder) throws IOException {
        List<Path> marks = new ArrayList<>();
        List<Path> others = new ArrayList<>();
        try (Stream<Path> all = Files.list(folder)) {
            all.forEach(each -> (MARKS.contains(each.getFileName().toString()) ? marks : others).add(each));
        }
        for (Path each : others) {
            Files.walkFileTree(each, new Removal());
        }
        for (Path each : marks) {
            Files.walkFileTree(each, new Removal());
        }
        Files.delete(folder);
    }

    /** The folder {@code Vigie} around that of the agent's, which Windows has, if nothing else lies in it. */
    private static void removeParentOfOurs(Path state) throws IOException {
        Optional<Path> parent = Optional.ofNullable(state.toAbsolutePath().getParent());
        if (parent.isPresent() && parent.get().endsWith("Vigie")) {
            try {
                Files.delete(parent.get());
            } catch (DirectoryNotEmptyException e) {
                // the state of something else
            }
        }
    }

    /** Removes what is met, links as such; a junction (a directory that is "other") is never gone into. */
    private static final class Removal extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
            if (attributes.isOther()) {
                Files.delete(folder);
                return FileVisitResult.SKIP_SUBTREE;
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, IOException failed) throws IOException {
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
        }
    }
}
