package bzh.vigie.agent;

import bzh.vigie.agent.identity.StateFolder;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Takes away what an agent keeps in its state folder. */
final class StateRemoval {
    /** One of these lies in every folder that an agent used. */
    private static final List<String> MARKS =
            List.of("agent.key", "identity.conf", "lock", SetupFile.FILE, AgentConfig.FILE, "agent.0.log");

    private StateRemoval() {}

    /** Whether an agent made this folder, or nothing lies in it. */
    static boolean isOurs(StateFolder state) throws IOException {
        try (Stream<Path> all = Files.list(state.path())) {
            return all.findAny().isEmpty()
                    || MARKS.stream().anyMatch(each -> Files.exists(state.file(each), LinkOption.NOFOLLOW_LINKS));
        }
    }

    /**
     * Removes all but what is kept; what shows that the folder is ours goes last: a removal that was cut off can be begun again.
     *
     * @param kept names of files
     */
    static void removeBut(Set<String> kept, StateFolder state) throws IOException {
        List<Path> marks = new ArrayList<>();
        List<Path> others = new ArrayList<>();
        try (Stream<Path> all = Files.list(state.path())) {
            all.filter(each -> !kept.contains(each.getFileName().toString()))
                    .forEach(each -> (MARKS.contains(each.getFileName().toString()) ? marks : others).add(each));
        }
        for (Path each : others) {
            Files.walkFileTree(each, new Removal());
        }
        for (Path each : marks) {
            Files.walkFileTree(each, new Removal());
        }
    }

    /** Removes the page for the users of this machine, where the agent that ran last put one. */
    static void removePage(StateFolder state) {
        try {
            Optional<String> page =
                    StatusFile.read(state).map(status -> status.agent().page());
            if (page.isPresent() && page.get().endsWith(StatusPage.NAME)) {
                Files.deleteIfExists(Path.of(page.get()));
            }
        } catch (IOException e) {
            System.getLogger(StateRemoval.class.getName()).log(Level.DEBUG, "no page removed", e);
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
