package bzh.vigie.agent.identity;

import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.Registry;
import bzh.vigie.event.Moment;
import bzh.vigie.event.Sha256;
import bzh.vigie.text.Printable;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * By what an installation is known whether it runs or lies on a disk: what it says of itself, which whoever ruled it could write.
 *
 * @param hostname empty where the disk tells none
 * @param id SHA-256 over the installation's own id ({@code /etc/machine-id}, MachineGuid), hex; empty where the disk tells none
 * @param newest when what a system writes all the time was written last; empty where nothing of that is there
 */
public record Installation(String hostname, String id, Optional<Newest> newest) {
    private static final int MAX_FILE = 4_096;
    private static final int MAX_NAME = 255;
    private static final List<String> LINUX = List.of(
            "/var/log/wtmp",
            "/var/log/lastlog",
            "/var/log/btmp",
            "/var/log/syslog",
            "/var/log/messages",
            "/var/log/kern.log",
            "/var/log/auth.log",
            "/var/log/secure",
            "/var/lib/systemd/random-seed",
            "/var/lib/systemd/timesync/clock");
    private static final HostPath JOURNAL = HostPath.of("/var/log/journal");
    private static final List<String> WINDOWS = List.of(
            "System32/config/SYSTEM",
            "System32/config/SOFTWARE",
            "System32/config/SAM",
            "System32/config/SECURITY",
            "System32/winevt/Logs/System.evtx",
            "System32/winevt/Logs/Security.evtx",
            "System32/winevt/Logs/Application.evtx");

    /**
     * A file of the system that was written last.
     *
     * @param time by the host's clock
     */
    public record Newest(Instant time, String file) {}

    /** As a machine tells it, running or not. */
    public static Installation of(Machine machine) {
        return machine.registry()
                .ifFound()
                .map(registry -> windows(machine, registry))
                .orElseGet(() -> linux(machine));
    }

    private static Installation linux(Machine machine) {
        String name = text(machine, "/etc/hostname");
        return new Installation(
                name.isEmpty() ? text(machine, "/proc/sys/kernel/hostname") : name,
                id(text(machine, "/etc/machine-id")),
                newest(
                        machine,
                        Stream.concat(
                                LINUX.stream().map(HostPath::of),
                                machine.files().list(JOURNAL).ifFound().stream()
                                        .flatMap(List::stream)
                                        .map(each -> each.path().child("system.journal")))));
    }

    private static Installation windows(Machine machine, Registry registry) {
        WindowsMachine windows = new WindowsMachine(registry, Optional::empty, OptionalLong::empty);
        String folder = windows.folder().text();
        return new Installation(
                windows.hostname(),
                windows.installationId(),
                newest(machine, WINDOWS.stream().map(file -> HostPath.of(folder + "/" + file))));
    }

    /** Of the id that an installation has. */
    static String id(String own) {
        return own.isEmpty()
                ? ""
                : Sha256.over(own.getBytes(StandardCharsets.UTF_8)).hex();
    }

    private static String text(Machine machine, String file) {
        String text = machine.files()
                .read(HostPath.of(file), MAX_FILE)
                .ifFound()
                .map(content -> new String(content.bytes(), StandardCharsets.UTF_8).strip())
                .orElse("");
        return Printable.clean(text.length() > MAX_NAME ? text.substring(0, MAX_NAME) : text);
    }

    private static Optional<Newest> newest(Machine machine, Stream<HostPath> files) {
        return files.flatMap(file -> machine.files().status(file).ifFound().stream()
                        .map(status -> new Newest(Moment.instant(status.modifiedMicros()), file.text())))
                .max(Comparator.comparing(Newest::time));
    }
}
