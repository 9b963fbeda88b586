package bzh.vigie.agent.host.linux;

import bzh.vigie.agent.host.HostPath;
import java.util.stream.Collectors;

/** Says by which mount table this machine's files are read, what a directory of it holds, and whether it is of another root. */
public final class RootProbe {
    private RootProbe() {}

    public static void main(String[] arguments) {
        try (LinuxFiles files = LinuxFiles.live().ifFound().orElseThrow()) {
            String names = files.list(HostPath.of(arguments[0])).ifFound().orElseThrow().stream()
                    .map(entry -> entry.path().text().substring(arguments[0].length() + 1))
                    .collect(Collectors.joining(","));
            System.out.println(files.mountTable() + " " + names + (files.hasOtherRoot() ? " other root" : ""));
        }
    }
}
