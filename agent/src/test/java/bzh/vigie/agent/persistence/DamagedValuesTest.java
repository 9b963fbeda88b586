package bzh.vigie.agent.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bzh.vigie.agent.windows.regf.RegKey;
import bzh.vigie.agent.windows.regf.RegText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Values of the registry that hold a format of their own, truncated, oversize or random in hives that are sound, as
 * {@link DamagedWindowsTest} has it for files. What each does to its locations stands in {@code damaged-windows-values.txt}.
 */
class DamagedValuesTest {
    private static final Path EXPECTED = Path.of("src/test/resources/damaged-windows-values.txt");
    private static final Path FOUND = Path.of("target/damaged-windows-values.txt");

    @TempDir
    Path root;

    /** A value that holds a format of its own; without a name the key's security descriptor. */
    private record Held(String key, Optional<String> value, String locations) {
        static Held in(String key, String value, String locations) {
            return new Held("HKEY_LOCAL_MACHINE\\" + key, Optional.of(value), locations);
        }

        String what() {
            return key.substring(key.lastIndexOf('\\') + 1) + " " + value.orElse("security descriptor");
        }

        byte[] sound(RegKey all) {
            return value.map(v -> data(all, v).bytes())
                    .orElseGet(() -> all.find(key).orElseThrow().security());
        }

        private RegKey.Data data(RegKey all, String name) {
            return Optional.ofNullable(all.find(key).orElseThrow().values().get(name))
                    .orElseThrow();
        }

        /** The text that puts these bytes in its place. */
        String text(RegKey all, byte[] bytes) {
            String hex = HexFormat.ofDelimiter(",").formatHex(bytes);
            String assigned = value.map(v -> (v.isEmpty() ? "@" : '"' + v + '"') + "=hex("
                            + Integer.toHexString(data(all, v).type()) + "):")
                    .orElse(";security=");
            return "\n[" + key + "]\n" + assigned + hex + "\n";
        }
    }

    private static List<Held> held() {
        String users = "SAM\\SAM\\Domains\\Account\\Users\\";
        String policy = "SECURITY\\Policy\\Accounts\\S-1-5-32-545\\";
        String cache = "SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Schedule\\TaskCache\\";
        String services = "SYSTEM\\CurrentControlSet\\Services\\";
        return List.of(
                Held.in("SAM\\SAM\\Domains\\Account", "V", "windows.account."),
                Held.in(users + "000003E9", "F", "windows.account."),
                Held.in(users + "000003E9", "V", "windows.account."),
                Held.in("SAM\\SAM\\Domains\\Builtin\\Aliases\\00000220", "C", "windows.account."),
                Held.in(policy + "Privilgs", "", "windows.account.right"),
                Held.in(policy + "ActSysAc", "", "windows.account.right"),
                Held.in(cache + "Tasks\\{1}", "Actions", "windows.task."),
                Held.in(cache + "Tasks\\{1}", "Triggers", "windows.task."),
                Held.in(cache + "Tree\\Maintenance\\Sauvegarde", "SD", "windows.task."),
                new Held("HKEY_LOCAL_MACHINE\\" + services + "Open", Optional.empty(), "windows.service.key-rights"),
                Held.in(
                        services + "SharedAccess\\Parameters\\FirewallPolicy\\FirewallRules",
                        "Backup",
                        "windows.firewall."),
                Held.in(
                        services + "WinSock2\\Parameters\\Protocol_Catalog9\\Catalog_Entries\\000000000001",
                        "PackedCatalogItem",
                        "windows.winsock."),
                Held.in(
                        "SOFTWARE\\Microsoft\\SystemCertificates\\Root\\Certificates\\8839CD5F4498FCFD1D5A18D000F4BCE1EEEB2EA6",
                        "Blob",
                        "windows.certificate."));
    }

    @Test
    void whatIsLostIsToldAndTheRestIsRead() throws IOException {
        List<Damage> damages = new ArrayList<>(Damage.ANY.subList(0, 5));
        damages.add(Damage.bytes("oversize", sound -> Arrays.copyOf(sound, sound.length + 200_000)));
        DamagedTree tree = new DamagedTree(root);
        RegKey all = RegText.parse(tree.registry());
        Path bytes = root.resolve("bytes");
        List<String> found = new ArrayList<>();
        for (Held each : held()) {
            for (Damage damage : damages) {
                if (damage.name().equals("empty") && each.value().isEmpty()) {
                    // A key without a descriptor is none that is damaged.
                    continue;
                }
                damage.maker().damage(bytes, each.sound(all));
                tree.registry(each.text(all, Files.readAllBytes(bytes)));
                Files.delete(bytes);
                found.addAll(tree.difference(
                        each.what() + " " + damage.name(),
                        location -> location.id().startsWith(each.locations())));
            }
        }
        Files.write(FOUND, found);
        assertEquals(List.of(), tree.untold());
        assertEquals(Files.readString(EXPECTED), Files.readString(FOUND));
    }
}
