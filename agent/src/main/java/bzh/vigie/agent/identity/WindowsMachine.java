package bzh.vigie.agent.identity;

import bzh.vigie.agent.directory.Membership;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.Registry;
import bzh.vigie.agent.host.RegistryKey;
import bzh.vigie.agent.host.WindowsPath;
import bzh.vigie.event.Sha256;
import bzh.vigie.text.Printable;
import bzh.vigie.v1.MachineFacts;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * What a Windows says of itself, from its registry as far as it stands there. A fact that cannot be read is left empty.
 *
 * @param registry live, or a test's
 * @param firmwareUuid the machine's own, from the tables of its firmware; empty where there is none
 * @param memoryBytes physical memory
 */
public record WindowsMachine(
        Registry registry, Supplier<Optional<UUID>> firmwareUuid, Supplier<OptionalLong> memoryBytes) {
    private static final String VERSION = "HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion";
    private static final String NETWORK = "HKLM\\SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters";
    private static final String NAME = "HKLM\\SYSTEM\\CurrentControlSet\\Control\\ComputerName\\ComputerName";
    private static final String BIOS = "HKLM\\HARDWARE\\DESCRIPTION\\System\\BIOS";
    private static final String PROCESSORS = "HKLM\\HARDWARE\\DESCRIPTION\\System\\CentralProcessor";
    private static final String GUID = "HKLM\\SOFTWARE\\Microsoft\\Cryptography";

    /** The first build of Windows 11, which goes on calling itself 10 in ProductName ("Windows 11 release information"). */
    private static final long FIRST_11 = 22_000;

    private static final String TEN = "Windows 10";
    private static final int MAX_FACT = 256;
    private static final int MAX_ADDRESSES = 32;

    /** All of them, with these addresses. */
    public MachineFacts facts(List<String> addresses) {
        Optional<Membership> membership = Membership.ofWindows(registry);
        return MachineFacts.newBuilder()
                .setDomain(membership.map(Membership::domain).orElse(""))
                .setDomainRole(membership.map(m -> m.role().word()).orElse(""))
                .setHostname(hostname())
                .setOs("windows")
                .setOsVersion(version())
                .setArchitecture(fit(System.getProperty("os.arch", "")))
                .setMachineId(machineId())
                .setInstallationId(installationId())
                .setVendor(text(BIOS, "SystemManufacturer").orElse(""))
                .setModel(text(BIOS, "SystemProductName").orElse(""))
                .setKernel(kernel())
                .setMemoryBytes(memoryBytes.get().orElse(0))
                .setProcessors(key(PROCESSORS).map(key -> key.subkeys().size()).orElse(0))
                .addAllAddresses(addresses.stream().limit(MAX_ADDRESSES).toList())
                .build();
    }

    /** Its name, as it calls itself in a network. */
    String hostname() {
        return text(NETWORK, "Hostname").or(() -> text(NAME, "ComputerName")).orElse("");
    }

    /** What {@link Installation} says of it. */
    String installationId() {
        return Installation.id(text(GUID, "MachineGuid").orElse(""));
    }

    /** The folder of Windows. */
    HostPath folder() {
        return text(VERSION, "SystemRoot").flatMap(WindowsPath::parse).orElse(HostPath.of("/C:/Windows"));
    }

    /** Such as {@code Windows 11 Pro 23H2}; before there were such releases {@code Windows Server 2016 Standard 1607}. */
    private String version() {
        String product = text(VERSION, "ProductName").orElse("");
        if (build() >= FIRST_11 && product.startsWith(TEN)) {
            product = "Windows 11" + product.substring(TEN.length());
        }
        String release = text(VERSION, "DisplayVersion")
                .or(() -> text(VERSION, "ReleaseId"))
                .orElse("");
        return fit((product + " " + release).strip());
    }

    /** Such as {@code 10.0.22631.3155}. */
    private String kernel() {
        Optional<RegistryKey> key = key(VERSION);
        OptionalLong major = number(key, "CurrentMajorVersionNumber");
        OptionalLong minor = number(key, "CurrentMinorVersionNumber");
        String system = major.isPresent() && minor.isPresent()
                ? major.getAsLong() + "." + minor.getAsLong()
                : text(VERSION, "CurrentVersion").orElse("");
        String build = text(VERSION, "CurrentBuild").orElse("");
        OptionalLong revision = number(key, "UBR");
        return system.isEmpty() || build.isEmpty()
                ? ""
                : fit(system + "." + build + (revision.isPresent() ? "." + revision.getAsLong() : ""));
    }

    private long build() {
        return number(key(VERSION), "CurrentBuild").orElse(0);
    }

    /** SHA-256 over the installation's id and the firmware's: changes with either. */
    private String machineId() {
        String ids = text(GUID, "MachineGuid").orElse("") + "\n"
                + firmwareUuid.get().map(UUID::toString).orElse("");
        return ids.equals("\n")
                ? ""
                : Sha256.over(ids.getBytes(StandardCharsets.UTF_8)).hex();
    }

    private Optional<RegistryKey> key(String path) {
        return registry.key(path).ifFound();
    }

    private static OptionalLong number(Optional<RegistryKey> key, String value) {
        return key.map(there -> there.number(value)).orElse(OptionalLong.empty());
    }

    private Optional<String> text(String path, String value) {
        return key(path)
                .flatMap(key -> key.text(value))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .map(WindowsMachine::fit);
    }

    private static String fit(String text) {
        return Printable.clean(text.length() > MAX_FACT ? text.substring(0, MAX_FACT) : text);
    }
}
