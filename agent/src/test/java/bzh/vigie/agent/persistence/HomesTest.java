package bzh.vigie.agent.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bzh.vigie.event.Item;
import bzh.vigie.event.Item.Shipped;
import bzh.vigie.event.Item.Trait;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read for each account: homes, and files that a configuration of the machine names by home and name. */
class HomesTest {
    private static final String KEY =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB x\n";

    @TempDir
    Path root;

    @Test
    void aFileOfAHomeIsAsPackagedWhileItIsTheSkeletons() throws Exception {
        String shipped = "alias ll='ls -l'\n";
        write("etc/passwd", "alice:x:1000:1000::/home/alice:/bin/sh\nbob:x:1001:1001::/home/bob:/bin/sh\n");
        write("etc/skel/.bashrc", shipped);
        write("home/alice/.bashrc", shipped);
        write("home/bob/.bashrc", shipped + "# mine\n");
        write("var/lib/dpkg/info/bash.list", "/.\n/etc\n/etc/skel\n/etc/skel/.bashrc\n");
        write(
                "var/lib/dpkg/status",
                "Package: bash\nStatus: install ok installed\nArchitecture: amd64\nVersion: 5.2\nConffiles:\n /etc/skel/.bashrc "
                        + md5(shipped) + "\nDescription: x\n\n");
        Map<String, Shipped> found = new TreeMap<>();
        for (Item item : items("linux.shell.user-profile")) {
            found.put(item.source(), item.shipped());
        }
        assertEquals(Map.of("/home/alice/.bashrc", Shipped.AS_PACKAGED, "/home/bob/.bashrc", Shipped.UNKNOWN), found);
    }

    @Test
    void keysThatTheServersConfigurationMovesAreFoundForEveryAccount() throws IOException {
        write(
                "etc/passwd",
                "root:x:0:0::/root:/bin/sh\nalice:x:1000:1000::/home/alice:/bin/sh\nsvc:x:99:99::/none:/x\n");
        write("etc/ssh/sshd_config", "AuthorizedKeysFile /etc/keys/%u %h/.k\n");
        write("etc/keys/root", KEY);
        write("etc/keys/svc", KEY);
        write("etc/keys/nobody-we-know", KEY);
        write("home/alice/.k", KEY);
        write("home/ghost/.k", KEY);
        Map<String, Boolean> found = new TreeMap<>();
        for (Item item : items("linux.ssh.server-keys")) {
            found.put(item.source(), item.traits().contains(Trait.SUPERUSER));
        }
        assertEquals(
                Map.of(
                        "/etc/keys/root",
                        true,
                        "/etc/keys/svc",
                        false,
                        "/home/alice/.k",
                        false,
                        "/home/ghost/.k",
                        false),
                found);
    }

    @Test
    void aDirectoryOfTheSystemThatIsAnAccountsHomeIsReadForWhatHasAFixedPlaceAndNotSearched() throws IOException {
        write("etc/passwd", "root:x:0:0::/root:/bin/sh\nnet:x:998:998::/:/usr/sbin/nologin\nsys:x:3:3::/dev:/x\n");
        write(".runner", "{ \"serverUrl\" : \"https://a.example\" }");
        write("dev/x/.runner", "{ \"serverUrl\" : \"https://b.example\" }");
        write("root/x/.runner", "{ \"serverUrl\" : \"https://c.example\" }");
        assertEquals(
                List.of("/root/x/.runner", "/.runner"),
                items("linux.runner.user").stream().map(Item::source).toList());
    }

    @Test
    void homesOfAccountsThatAreNoLinesOfPasswdAreRead() throws IOException {
        write("etc/passwd", "root:x:0:0::/root:/bin/sh\n");
        write("var/lib/extrausers/passwd", "phone:x:32011:32011::/var/phone:/bin/sh\n");
        write(
                "etc/userdb/ops.user",
                "{ \"userName\" : \"ops\", \"uid\" : 970, \"gid\" : 970, \"homeDirectory\" : \"/srv/ops\" }");
        write("var/phone/.ssh/authorized_keys", KEY);
        write("srv/ops/.ssh/authorized_keys", KEY);
        assertEquals(
                List.of("phone", "ops"),
                items("linux.ssh.authorized-keys").stream()
                        .map(item -> item.account().orElseThrow().name())
                        .toList());
    }

    private List<Item> items(String location) {
        return Scanned.linux(root, each -> true).items().stream()
                .filter(item -> item.location().equals(location))
                .toList();
    }

    private void write(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static String md5(String text) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
    }
}
