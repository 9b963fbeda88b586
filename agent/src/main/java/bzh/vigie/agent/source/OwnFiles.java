package bzh.vigie.agent.source;

import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.WindowsPath;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The files of a Windows that the running agent is made of, without which it does not start again. Immutable.
 *
 * @param files archives of classes, virtual machine, and the program of the process, as far as they lie on a drive of this machine
 */
record OwnFiles(List<HostPath> files) {
    private static final String SEPARATOR = ";";

    OwnFiles {
        files = List.copyOf(files);
    }

    /**
     * Those of one virtual machine.
     *
     * @param classPath as Java tells it, absolute names
     * @param home the folder of the virtual machine
     * @param program the file that the process was started from
     */
    static OwnFiles of(String classPath, String home, Optional<String> program) {
        List<String> names = new ArrayList<>();
        Arrays.stream(classPath.split(SEPARATOR, -1))
                .filter(each -> WindowsPath.fold(each).endsWith(WindowsPath.fold(".jar")))
                .forEach(names::add);
        names.add(home + "\\lib\\modules");
        names.add(home + "\\bin\\java.dll");
        names.add(home + "\\bin\\server\\jvm.dll");
        program.ifPresent(names::add);
        return new OwnFiles(names.stream()
                .map(WindowsPath::parse)
                .flatMap(Optional::stream)
                .distinct()
                .toList());
    }

    /** That of this process. */
    static OwnFiles ofThisProcess() {
        return of(
                System.getProperty("java.class.path", ""),
                System.getProperty("java.home", ""),
                ProcessHandle.current().info().command());
    }

    /** Which of them, or what else in one of their folders, somebody names; empty for a place that is not the agent's. */
    Optional<String> named(String path) {
        String folded = WindowsPath.fold(path.strip().replace('/', '\\'));
        return folders().anyMatch(folder -> folded.startsWith(folder)) ? Optional.of(path.strip()) : Optional.empty();
    }

    /** The folders of the archives and of the virtual machine, each with a separator behind; never the top of a drive. */
    private Stream<String> folders() {
        return files.stream()
                .map(HostPath::parent)
                .filter(folder -> folder.components().size() > 1)
                .map(folder -> WindowsPath.fold(WindowsPath.text(folder)) + "\\")
                .distinct();
    }
}
