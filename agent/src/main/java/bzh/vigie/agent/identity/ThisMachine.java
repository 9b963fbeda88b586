package bzh.vigie.agent.identity;

import bzh.vigie.agent.directory.Membership;
import bzh.vigie.event.Sha256;
import bzh.vigie.text.Printable;
import bzh.vigie.v1.MachineFacts;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a Linux machine says of itself, read once at start from {@code /etc/os-release} (os-release(5)), {@code /proc}
 * (proc(5)) and the firmware's tables in {@code /sys/class/dmi/id}. A fact that cannot be read is left empty.
 *
 * @param root {@code /}, or a test's folder
 */
public record ThisMachine(Path root) {
    private static final int MAX_FILE = 64 * 1024;
    private static final int MAX_FACT = 256;
    private static final int MAX_ADDRESSES = 32;
    private static final Pattern NAME = Pattern.compile("(?m)^PRETTY_NAME=[\"']?([^\"'\\n]*)");
    private static final Pattern MEMORY = Pattern.compile("(?m)^MemTotal:\\s+(\\d{1,12}) kB");
    private static final Pattern PROCESSOR = Pattern.compile("(?m)^processor\\s*:");

    /** All of them, with these addresses. */
    public MachineFacts facts(List<String> addresses) {
        Optional<Membership> membership = Membership.ofLinux(root);
        return MachineFacts.newBuilder()
                .setDomain(membership.map(Membership::domain).orElse(""))
                .setDomainRole(membership.map(m -> m.role().word()).orElse(""))
                .setHostname(fact("proc/sys/kernel/hostname"))
                .setOs("linux")
                .setOsVersion(first(NAME, "etc/os-release")
                        .or(() -> first(NAME, "usr/lib/os-release"))
                        .map(ThisMachine::fit)
                        .orElse(""))
                .setArchitecture(fit(System.getProperty("os.arch", "")))
                .setMachineId(machineId())
                .setInstallationId(Installation.id(fact("etc/machine-id")))
                .setVendor(fact("sys/class/dmi/id/sys_vendor"))
                .setModel(fact("sys/class/dmi/id/product_name"))
                .setKernel(fact("proc/sys/kernel/osrelease"))
                .setMemoryBytes(
                        first(MEMORY, "proc/meminfo").map(Long::parseLong).orElse(0L) * 1024)
                .setProcessors(
                        (int) PROCESSOR.matcher(text("proc/cpuinfo")).results().count())
                .addAllAddresses(addresses.stream().limit(MAX_ADDRESSES).toList())
                .build();
    }

    /** The kernel's id of this boot; empty where it cannot be read. */
    public Optional<String> bootId() {
        return Optional.of(fact("proc/sys/kernel/random/boot_id")).filter(id -> !id.isEmpty() && id.length() <= 64);
    }

    /** SHA-256 over the installation's id and the firmware's UUID, which only root may read: changes with either. */
    private String machineId() {
        String ids = fact("etc/machine-id") + "\n" + fact("sys/class/dmi/id/product_uuid");
        return ids.equals("\n")
                ? ""
                : Sha256.over(ids.getBytes(StandardCharsets.UTF_8)).hex();
    }

    /** Addresses of this machine's network cards, without loopback and link-local ones. */
    public static List<String> addresses() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                    .map(InetAddress::getHostAddress)
                    .map(text -> text.indexOf('%') < 0 ? text : text.substring(0, text.indexOf('%')))
                    .sorted()
                    .limit(MAX_ADDRESSES)
                    .toList();
        } catch (SocketException e) {
            return List.of();
        }
    }

    private Optional<String> first(Pattern pattern, String file) {
        Matcher matcher = pattern.matcher(text(file));
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    private String fact(String file) {
        return fit(text(file).strip());
    }

    private static String fit(String text) {
        return Printable.clean(text.length() > MAX_FACT ? text.substring(0, MAX_FACT) : text);
    }

    private String text(String file) {
        try (InputStream in = Files.newInputStream(root.resolve(file))) {
            return new String(in.readNBytes(MAX_FILE), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }
}
