package bzh.vigie.installers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The archives of a program, as its module's build makes them. */
final class ProgramJars {
    private ProgramJars() {}

    /**
     * The program's own archive, then the others by name: always the same order; none where one of the two is missing.
     *
     * @param installers the folder of this module
     * @param module the program's, {@code agent} or {@code collector}
     */
    static List<Path> of(Path installers, String module) throws IOException {
        Path made = installers.resolveSibling(module).resolve("target");
        List<Path> all = new ArrayList<>();
        for (Path folder : List.of(made, made.resolve("lib"))) {
            if (!Files.isDirectory(folder)) {
                return List.of();
            }
            int before = all.size();
            try (Stream<Path> each = Files.list(folder)) {
                all.addAll(each.filter(file -> file.toString().endsWith(".jar"))
                        .sorted()
                        .toList());
            }
            if (all.size() == before) {
                return List.of();
            }
        }
        return all;
    }
}
