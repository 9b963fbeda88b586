package bzh.vigie.installers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** What is packaged for Linux, as {@code vigie-agent} and {@code vigie-collector}. */
enum LinuxProgram {
    AGENT("agent", 6, RuntimeModules.OF_A_DIRECTORY, RuntimeModules.NOT_FOR_THE_AGENT),
    /** {@code jdk.zipfs} reads the rules that come with the program out of its archive; {@code jdk.crypto.cryptoki} asks tokens. */
    COLLECTOR("collector", 1, Set.of("jdk.zipfs", "jdk.crypto.cryptoki"), List.of());

    private final String module;
    private final int effort;

    @SuppressWarnings("ImmutableEnumChecker") // made by Set.of, which the type does not say
    private final Set<String> modules;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of, which the type does not say
    private final List<String> without;

    LinuxProgram(String module, int effort, Set<String> modules, List<String> without) {
        this.module = module;
        this.effort = effort;
        this.modules = modules;
        this.without = without;
    }

    /** Of the Maven module that builds it. */
    String module() {
        return module;
    }

    /** How much is done to make its packages small, 1 to 9: the agent's go to every PC, and take three times as long to make. */
    int effort() {
        return effort;
    }

    /** Of the package, the command and the service. */
    String packageName() {
        return "vigie-" + module;
    }

    /** Modules of Java that it needs and does not name. */
    Set<String> modules() {
        return modules;
    }

    /** Parts of modules that it needs none of. */
    List<String> without() {
        return without;
    }

    /** Its archives without libraries for other systems; none where they are not built. */
    List<Path> jars(Path installers) throws IOException {
        return ProgramJars.of(installers, module).stream()
                .filter(each ->
                        !each.getFileName().toString().matches(".*-(?:osx|windows)-.*\\.jar|.*-linux-aarch_64\\.jar"))
                .toList();
    }
}
