package bzh.vigie.agent.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.event.Item;
import bzh.vigie.event.Item.Shipped;
import bzh.vigie.event.Item.Trait;
import bzh.vigie.event.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What runs by itself and is of no package is told with what runs, also among what packages have. */
final class UnpackagedItemsTest {
    @TempDir
    Path root;

    @BeforeEach
    void aSystemWithOnePackage() throws IOException {
        Trees.write(root, "/etc/passwd", "root:x:0:0:root:/root:/bin/sh\n");
        Trees.write(root, "/var/lib/dpkg/status", "Package: tools\nStatus: install ok installed\nVersion: 1\n");
        Trees.write(root, "/var/lib/dpkg/info/tools.list", "/.\n/usr\n/usr/bin\n/usr/bin/lesspipe\n/usr/bin/sh\n");
        Trees.write(root, "/usr/bin/lesspipe", "a");
        Trees.write(root, "/usr/bin/sh", "b");
        Trees.write(root, "/usr/bin/perfcc", "c");
    }

    private List<Item> of(String location) {
        return Scanned.linux(root, location::equals).items();
    }

    @Test
    void aStartFilesLineThatRunsAProgramOfNoPackageIsToldWherePackagesHaveTheirs() throws IOException {
        Trees.write(root, "/root/.profile", """
                [ -x /usr/bin/lesspipe ] && eval "$(SHELL=/bin/sh lesspipe)"
                if [ -f ~/.bashrc ]; then . ~/.bashrc; fi
                mesg n 2> /dev/null || true
                [ -x /usr/bin/perfcc ] && perfcc -d
                """);
        Trees.write(root, "/root/.bashrc", "HISTSIZE=1000\n");
        List<Item> items = of("linux.shell.user-profile").stream()
                .filter(item -> !item.value().startsWith("content="))
                .toList();
        assertEquals(
                List.of("[ -x /usr/bin/perfcc ] && perfcc -d"),
                items.stream().map(Item::value).toList());
        assertEquals("/usr/bin/perfcc", items.getFirst().target());
        assertEquals(Optional.of(digest("c")), items.getFirst().sha256());
        assertTrue(items.getFirst().traits().contains(Trait.TARGET_UNOWNED));
    }

    /** As Debian's bash-completion 2.16 has them, which /etc/skel/.bashrc reads in; its md5sums vouch for them. */
    @Test
    void aPackagesOwnFileThatAnAccountReadsInStaysThePackages() throws Exception {
        String shipped = """
                REPLY=${REPLY//+(\\/)/\\/}
                complete -F _comp_complete_known_hosts traceroute traceroute6 fping telnet ssh
                """;
        Trees.write(root, "/usr/share/completion", shipped);
        Trees.write(root, "/root/.bashrc", ". /usr/share/completion\n. /usr/share/other\n");
        Trees.write(root, "/usr/share/other", "complete -F _ssh ssh\n");
        Trees.write(root, "/var/lib/dpkg/info/tools.list", "/.\n/usr\n/usr/share\n/usr/share/completion\n");
        String md5 = HexFormat.of()
                .formatHex(MessageDigest.getInstance("MD5").digest(shipped.getBytes(StandardCharsets.UTF_8)));
        Trees.write(root, "/var/lib/dpkg/info/tools.md5sums", md5 + "  usr/share/completion\n");
        List<Item> items = of("linux.shell.user-profile");
        assertTrue(items.stream().anyMatch(item -> item.source().equals("/usr/share/completion")), items::toString);
        assertEquals(
                Set.of(),
                items.stream()
                        .filter(item -> item.source().equals("/usr/share/completion"))
                        .filter(item -> item.shipped() != Shipped.AS_PACKAGED
                                || item.target().startsWith("/"))
                        .collect(Collectors.toSet()));
        assertTrue(
                items.stream()
                        .filter(item -> item.source().equals("/usr/share/other"))
                        .noneMatch(item -> item.shipped() == Shipped.AS_PACKAGED),
                items::toString);
    }

    /** A drill by others: the token of an index of packages, in pip's settings and in npm's. */
    @Test
    void aTokenIsToldInTheSettingsOfAnyProgramThatALanguageHas() throws IOException {
        String token = "xt7Kq-29fbVdLwe81Rz";
        Trees.write(
                root,
                "/etc/pip.conf",
                "[global]\nextra-index-url = https://build:" + token + "@pkgs.example/simple/\n");
        Trees.write(root, "/root/.npmrc", "registry=https://npm.example/\n//npm.example/:_authToken=" + token + "\n");
        Set<String> told =
                new HashSet<>(of("linux.session.system-program").getFirst().observables());
        told.retainAll(of("linux.session.user-program").getFirst().observables());
        assertEquals(1, told.size(), told::toString);
        assertTrue(told.stream().noneMatch(each -> each.contains(token)), told::toString);
    }

    @Test
    void aModuleThatNoKernelListsIsKnownByItsFile() throws IOException {
        Trees.write(root, "/lib/modules/6.12.0/kernel/drivers/net/net-pf.ko", "module");
        Trees.write(root, "/etc/modules-load.d/net.conf", "net_pf\n");
        Item item = of("linux.module.autoload").getFirst();
        assertEquals("/lib/modules/6.12.0/kernel/drivers/net/net-pf.ko", item.target());
        assertEquals(Optional.of(digest("module")), item.sha256());
        assertTrue(item.traits().contains(Trait.TARGET_UNOWNED), item.toString());
    }

    @Test
    void anAtJobIsNoPackagesEvenWhereWhatItRunsIs() throws IOException {
        Trees.write(
                root,
                "/var/spool/cron/atjobs/a0000201c8ca1f",
                "#!/bin/sh\n# atrun uid=0 gid=0\n# mail root 0\nsh -c 'lesspipe'\n");
        assertEquals(Shipped.UNOWNED, of("linux.at").getFirst().shipped());
    }

    private static Sha256 digest(String content) {
        return Sha256.over(content.getBytes(StandardCharsets.UTF_8));
    }
}
