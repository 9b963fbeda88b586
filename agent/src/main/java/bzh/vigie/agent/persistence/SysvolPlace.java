package bzh.vigie.agent.persistence;

import bzh.vigie.agent.directory.Domain;
import bzh.vigie.agent.directory.Membership;
import bzh.vigie.agent.directory.Sysvol;
import bzh.vigie.agent.host.Files;
import bzh.vigie.agent.host.Files.Kind;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.LocalFolder;
import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.NetworkFolder;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.Registry;
import bzh.vigie.agent.host.SharedFolder;
import bzh.vigie.agent.host.WindowsPath;
import bzh.vigie.agent.windows.xml.IniText;
import bzh.vigie.agent.windows.xml.WindowsText;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.text.SourceText;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where a machine finds what its domain's controllers share: on a controller among its own files, on a Windows by the network, through
 * Windows itself and in the computer's name. A Linux that is no controller has no client for it that belongs to its system.
 */
final class SysvolPlace {
    private static final String NETLOGON = "HKLM\\SYSTEM\\CurrentControlSet\\Services\\Netlogon\\Parameters";
    private static final HostPath SETTINGS = HostPath.of("/etc/samba/smb.conf");
    private static final String SHARE = "/var/lib/samba/sysvol";
    private static final int MOST_SETTINGS = 1 << 20;

    private SysvolPlace() {}

    /** The folder of the domain that the machine's directory is of. */
    static Reading<SharedFolder> of(Machine machine, Domain domain) {
        return switch (machine.registry()) {
            case Reading.Found<Registry>(Registry registry) -> ofWindows(machine.files(), registry);
            case Reading.Absent<Registry> ignored -> ofLinux(machine.files(), domain);
            case Reading.Refused<Registry> refused -> new Reading.Refused<>(refused.reason(), refused.detail());
        };
    }

    /** The domain's name is the machine's own: a controller that lies shall not send it to another one's files. */
    private static Reading<SharedFolder> ofWindows(Files files, Registry registry) {
        Optional<String> domain =
                Membership.ofWindows(registry).map(Membership::domain).flatMap(Sysvol::domain);
        if (domain.isEmpty()) {
            return Reading.refused(ReasonCode.NOT_PRESENT, SourceText.detail("directory-no-domain"));
        }
        Optional<HostPath> shared = registry.key(NETLOGON)
                .ifFound()
                .flatMap(key -> key.text("SysVol"))
                .flatMap(folder -> WindowsPath.parse(folder + "\\" + domain.get()));
        if (shared.isPresent()) {
            return local(files, shared.get());
        }
        try {
            return Reading.found(
                    new NetworkFolder(Path.of("\\\\" + domain.get() + "\\SYSVOL\\" + domain.get() + "\\")));
        } catch (InvalidPathException e) {
            return Reading.refused(ReasonCode.FAILED, SourceText.detail("sysvol-missing", domain.get()));
        }
    }

    private static Reading<SharedFolder> ofLinux(Files files, Domain domain) {
        Optional<HostPath> folder = Sysvol.domain(domain.dnsName())
                .flatMap(name -> HostPath.parse(share(files) + "/" + name))
                .filter(path -> files.status(path)
                        .ifFound()
                        .filter(status -> status.kind() == Kind.DIRECTORY)
                        .isPresent());
        return folder.map(path -> local(files, path))
                .orElseGet(() -> Reading.refused(ReasonCode.NOT_SUPPORTED, SourceText.detail("sysvol-no-client")));
    }

    /** Where Samba's controller keeps it (smb.conf(5)). */
    private static String share(Files files) {
        return files.read(SETTINGS, MOST_SETTINGS)
                .ifFound()
                .map(content -> IniText.parse(WindowsText.of(content.bytes())).sections())
                .flatMap(SysvolPlace::path)
                .filter(path -> path.startsWith("/"))
                .orElse(SHARE);
    }

    private static Optional<String> path(Map<String, Map<String, String>> sections) {
        return sections.entrySet().stream()
                .filter(section -> section.getKey().strip().equalsIgnoreCase("sysvol"))
                .flatMap(section -> section.getValue().entrySet().stream())
                .filter(line -> line.getKey().equalsIgnoreCase("path"))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    private static Reading<SharedFolder> local(Files files, HostPath folder) {
        return switch (files.resolve(folder)) {
            case Reading.Found<HostPath>(HostPath real) -> Reading.found(new LocalFolder(files, real));
            case Reading.Absent<HostPath> ignored ->
                Reading.refused(ReasonCode.NOT_PRESENT, SourceText.detail("sysvol-missing", folder.text()));
            case Reading.Refused<HostPath> refused -> new Reading.Refused<>(refused.reason(), refused.detail());
        };
    }
}
