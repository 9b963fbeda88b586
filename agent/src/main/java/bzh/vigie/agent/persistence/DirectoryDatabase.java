package bzh.vigie.agent.persistence;

import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.Reading.Found;
import bzh.vigie.agent.host.Registry;
import bzh.vigie.agent.host.WindowsPath;
import bzh.vigie.agent.persistence.windows.Environment;
import bzh.vigie.event.LocationStatus.State;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.text.SourceText;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The file in which a domain controller keeps its directory: NTDS.dit (MS-ADTS 3.1.1.1), or Samba's sam.ldb. A scan does not read it, since
 * what it holds is asked of a running controller; that it is there and was not read is told.
 */
final class DirectoryDatabase {
    /** As the location of a scan; nothing is ever found there. */
    static final String ID = "ad.database";

    private static final String SETTINGS = "HKLM\\SYSTEM\\CurrentControlSet\\Services\\NTDS\\Parameters";
    private static final String FILE = "DSA Database file";
    private static final List<HostPath> OF_SAMBA =
            List.of(HostPath.of("/var/lib/samba/private/sam.ldb"), HostPath.of("/usr/local/samba/private/sam.ldb"));

    private DirectoryDatabase() {}

    /** How it was read, where there is one. */
    static Optional<Scan.Place> of(Machine machine) {
        Optional<String> file = machine.registry() instanceof Found<Registry> windows
                ? ofWindows(machine, windows.value())
                : OF_SAMBA.stream()
                        .filter(path -> isThere(machine, path))
                        .map(HostPath::text)
                        .findFirst();
        return file.map(path -> new Scan.Place(
                ID,
                Optional.empty(),
                State.UNREADABLE,
                ReasonCode.NOT_SUPPORTED,
                SourceText.detail("directory-database", path),
                0,
                Optional.empty()));
    }

    /** Where its settings say, on whatever drive; otherwise where it lies unless another place was chosen. */
    private static Optional<String> ofWindows(Machine machine, Registry registry) {
        Optional<String> set =
                registry.key(SETTINGS).ifFound().flatMap(key -> key.text(FILE)).filter(text -> !text.isBlank());
        return Stream.concat(
                        set.stream(),
                        Stream.of(Environment.ofMachine(registry).systemRoot())
                                .map(root -> root.child("NTDS").child("ntds.dit"))
                                .filter(path -> isThere(machine, path))
                                .map(WindowsPath::text))
                .findFirst()
                .map(ItemMaker::boundedName);
    }

    private static boolean isThere(Machine machine, HostPath path) {
        return machine.files().status(path) instanceof Found;
    }
}
