package bzh.vigie.agent.host.offline;

import bzh.vigie.agent.host.Accounts;
import bzh.vigie.agent.host.Files;
import bzh.vigie.agent.host.Files.Kind;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.Reading.Absent;
import bzh.vigie.agent.host.Registry;
import bzh.vigie.agent.host.WindowsPath;
import bzh.vigie.agent.host.linux.LinuxFiles;
import bzh.vigie.event.Observed;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A Windows system that lies under a directory of this Linux: its system drive mounted, or copied into a folder, also one below
 * named after the drive. Nothing of it runs, nothing outside it is reached, nothing is written: logs of hives are replayed in
 * memory.
 */
public final class MountedWindows {
    private static final List<String> DRIVES = List.of("", "/C", "/C:", "/c", "/drive_c");
    private static final List<String> ROOTS = List.of("Windows", "WINNT");

    private MountedWindows() {}

    /** Opens the system under that directory; absent where there is none. */
    public static Reading<Machine> open(Path root) {
        for (String below : DRIVES) {
            Reading<LinuxFiles> mounted = LinuxFiles.under(root.toAbsolutePath() + below);
            Optional<Machine> machine = mounted.ifFound().flatMap(MountedWindows::on);
            if (machine.isPresent()) {
                return Reading.found(machine.get());
            }
            mounted.ifFound().ifPresent(LinuxFiles::close);
        }
        return Reading.absent();
    }

    private static Optional<Machine> on(Files mounted) {
        WindowsFiles files = new WindowsFiles(mounted, 'C');
        return config(files).map(config -> {
            HiveRegistry registry = new HiveRegistry(files, config);
            char letter = letter(registry);
            return letter == 'C' ? machine(files, registry) : machine(mounted, letter, registry);
        });
    }

    private static Machine machine(Files mounted, char letter, HiveRegistry asC) {
        asC.close();
        WindowsFiles files = new WindowsFiles(mounted, letter);
        return machine(files, new HiveRegistry(files, config(files).orElse(files.drive())));
    }

    private static Machine machine(WindowsFiles files, HiveRegistry registry) {
        Accounts none = Reading::absent;
        return new Machine(
                files,
                none,
                path -> Observed.missed(Observed.Why.NOT_OFFERED),
                Reading.absent(),
                Reading.absent(),
                Reading.found(registry),
                Reading.absent());
    }

    /** The drive that the system calls its own. */
    private static char letter(Registry registry) {
        return registry.key("HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion")
                .ifFound()
                .flatMap(key -> key.text("SystemRoot"))
                .flatMap(WindowsPath::parse)
                .map(path -> WindowsPath.text(path).charAt(0))
                .orElse('C');
    }

    private static Optional<HostPath> config(WindowsFiles files) {
        return ROOTS.stream()
                .map(root -> files.drive().child(root + "/System32/config"))
                .filter(config -> Stream.of("SYSTEM", "SOFTWARE")
                        .anyMatch(hive -> !(files.statusOfLink(config.child(hive)) instanceof Absent<?>)))
                .findFirst()
                .flatMap(config -> files.resolve(config).ifFound())
                .filter(config -> files.status(config)
                        .ifFound()
                        .filter(status -> status.kind() == Kind.DIRECTORY)
                        .isPresent());
    }
}
