package bzh.vigie.agent.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bzh.vigie.event.Item;
import bzh.vigie.event.Item.Shipped;
import bzh.vigie.event.Item.Trait;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What scripts of packages write is theirs, and what somebody writes beside it is not. That Debian's own packages are taken so shows
 * {@code BenignGateTest}; here are the neighbours.
 */
final class MaintainerScriptsTest {
    @TempDir
    Path root;

    private final Map<String, StringBuilder> lists = new TreeMap<>();
    private final Map<String, StringBuilder> sums = new TreeMap<>();

    private void shipped(String owner, String path, String content) throws IOException, NoSuchAlgorithmException {
        Trees.write(root, path, content);
        byte[] md5 = MessageDigest.getInstance("MD5").digest(content.getBytes(StandardCharsets.UTF_8));
        lists.computeIfAbsent(owner, o -> new StringBuilder()).append(path).append('\n');
        sums.computeIfAbsent(owner, o -> new StringBuilder())
                .append("%032x  %s\n".formatted(new BigInteger(1, md5), path.substring(1)));
    }

    private void script(String owner, String content) throws IOException {
        Trees.write(root, "/var/lib/dpkg/info/" + owner + ".postinst", content);
    }

    @BeforeEach
    void packages() throws IOException, NoSuchAlgorithmException {
        String security = "/usr/lib/x86_64-linux-gnu/security/";
        for (String module : List.of("pam_unix.so", "pam_deny.so", "pam_permit.so", "pam_exec.so")) {
            shipped("libpam-modules", security + module, module);
        }
        shipped("libpam-runtime", "/usr/share/pam/common-auth", """
            $auth_primary
            auth\trequisite\t\t\tpam_deny.so
            auth\trequired\t\t\tpam_permit.so
            $auth_additional
            """);
        shipped("libpam-runtime", "/usr/share/pam-configs/unix", """
            Name: Unix authentication
            Auth-Type: Primary
            Auth-Initial:
            \t[success=end default=ignore]\tpam_unix.so nullok
            """);
        Trees.write(root, "/var/lib/pam/auth", "Module: unix\n[success=end default=ignore]\tpam_unix.so nullok\n");
        shipped("libnss-town", "/usr/lib/x86_64-linux-gnu/libnss_town.so.2", "town");
        shipped("libnss-other", "/usr/lib/x86_64-linux-gnu/libnss_other.so.2", "other");
        script("libnss-town", "sed -i \"${DPKG_ROOT}/etc/nsswitch.conf\" -e 's/^passwd:.*$/& town/'\n");
        script("libnss-other", "true\n");
        script("nslcd", "CONFFILE=\"/etc/nslcd.conf\"\n");
        shipped("nslcd", "/usr/sbin/nslcd", "nslcd");
        Trees.write(root, "/var/cache/debconf/config.dat", """
            Name: nslcd/ldap-uris
            Template: nslcd/ldap-uris
            Value: ldap://127.0.0.1/
            Owners: nslcd

            Name: other/ldap-uris
            Template: other/ldap-uris
            Value: ldap://192.0.2.1/
            Owners: other
            """);
        shipped("etckeeper", "/etc/etckeeper/init.d/50vcs-pre-commit-hook", """
            cat >.git/hooks/pre-commit <<EOF
            #!/bin/sh
            etckeeper pre-commit -d `pwd`
            EOF
            """);
        shipped("probe", "/usr/bin/probe", "probe");
        shipped("probe", "/usr/bin/beside", "beside");
        script("probe", """
            PROGRAM=$(dpkg-divert --truename /usr/bin/probe)
            if setcap cap_net_raw+ep $PROGRAM; then chmod u-s $PROGRAM; fi
            """);
    }

    private List<Item> scan(String location) throws IOException {
        Trees.write(root, "/var/lib/dpkg/status", "");
        for (Map.Entry<String, StringBuilder> list : lists.entrySet()) {
            Trees.write(
                    root,
                    "/var/lib/dpkg/info/" + list.getKey() + ".list",
                    list.getValue().toString());
        }
        for (Map.Entry<String, StringBuilder> sum : sums.entrySet()) {
            Trees.write(
                    root,
                    "/var/lib/dpkg/info/" + sum.getKey() + ".md5sums",
                    sum.getValue().toString());
        }
        return Scanned.linux(root, location::equals).items();
    }

    private static List<String> unowned(List<Item> items) {
        return items.stream()
                .filter(item -> item.shipped() != Shipped.AS_PACKAGED)
                .map(Item::value)
                .toList();
    }

    @Test
    void linesOfSelectedProfilesAreOfTheirPackageAndOthersAreNot() throws IOException {
        Trees.write(root, "/etc/pam.d/common-auth", """
            auth\t[success=1 default=ignore]\tpam_unix.so nullok
            auth\trequisite\t\t\tpam_deny.so
            auth\trequired\t\t\tpam_permit.so
            """);
        assertEquals(List.of(), unowned(scan("linux.pam.stack")));
        Trees.write(root, "/etc/pam.d/common-auth", """
            auth sufficient pam_permit.so
            auth optional pam_exec.so quiet /usr/local/bin/x
            auth [success=1 default=1] pam_unix.so nullok
            auth [success=done default=ignore] pam_unix.so nullok
            auth [success=1 default=ignore] pam_unix.so nullok
            """);
        assertEquals(
                List.of(
                        "auth sufficient pam_permit.so",
                        "auth optional pam_exec.so quiet /usr/local/bin/x",
                        "auth [success=1 default=1] pam_unix.so nullok",
                        "auth [success=done default=ignore] pam_unix.so nullok"),
                unowned(scan("linux.pam.stack")));
    }

    @Test
    void aProfileThatSomebodyChangedVouchesForNothing() throws IOException {
        Files.writeString(root.resolve("usr/share/pam-configs/unix"), """
            Name: Unix authentication
            Auth:
            \tsufficient\tpam_permit.so
            """);
        Trees.write(root, "/usr/share/pam-configs/mine", "Name: Mine\nAuth:\n\tsufficient\tpam_exec.so /tmp/x\n");
        Trees.write(root, "/var/lib/pam/auth", "Module: unix\nModule: mine\nModule: ../../../tmp/evil\n");
        Trees.write(
                root, "/etc/pam.d/common-auth", "auth sufficient pam_permit.so\nauth sufficient pam_exec.so /tmp/x\n");
        assertEquals(2, unowned(scan("linux.pam.stack")).size());
    }

    @Test
    void aServiceOfNamesIsOfThePackageWhoseScriptPutsItThere() throws IOException {
        Trees.write(root, "/etc/nsswitch.conf", "passwd: town other missing\n");
        assertEquals(
                List.of("other", "missing"),
                scan("linux.name-service").stream()
                        .filter(item -> item.shipped() != Shipped.AS_PACKAGED)
                        .map(Item::name)
                        .toList());
    }

    @Test
    void anAnswerToAPackagesQuestionIsItsOwn() throws IOException {
        Trees.write(root, "/etc/nslcd.conf", "uri ldap://127.0.0.1/\n");
        assertEquals(List.of(), unowned(scan("linux.directory-client")));
        for (String changed : List.of("ldap://203.0.113.9/", "ldap://192.0.2.1/")) {
            Trees.write(root, "/etc/nslcd.conf", "uri " + changed + "\n");
            assertEquals(List.of(changed), unowned(scan("linux.directory-client")));
        }
    }

    @Test
    void aHookThatThePackageWritesIsItsOwnUntilALineIsAdded() throws IOException {
        String own = "#!/bin/sh\netckeeper pre-commit -d /etc\n";
        Trees.write(root, "/etc/.git/HEAD", "ref: refs/heads/main\n");
        Path hook = Trees.write(root, "/etc/.git/hooks/pre-commit", own);
        List<Item> items = scan("linux.git.repository");
        assertEquals(List.of("etckeeper"), items.stream().map(Item::packageName).toList());
        assertEquals(List.of(), unowned(items));
        Files.writeString(hook, own + "/usr/local/lib/x &\n");
        items = scan("linux.git.repository");
        assertEquals(1, unowned(items).size());
        assertEquals(
                1,
                items.stream()
                        .filter(item -> item.traits().contains(Trait.TARGET_UNOWNED))
                        .count());
    }

    @Test
    void aCrontabNamedAfterAPackageMayRunItsProgramAndNothingElse() throws IOException {
        script(
                "probe",
                "program=/usr/bin/probe\necho \"$minute 3 * * * root test -x $program && $program --daily\" > /etc/cron.d/probe\n");
        String before = "17 3 * * * root ";
        List<String> own = List.of(
                "test -x /usr/bin/probe && /usr/bin/probe --daily",
                "[ -x /usr/bin/probe ] && /usr/bin/probe",
                "/usr/bin/probe --quiet -v");
        for (String job : own) {
            Trees.write(root, "/etc/cron.d/probe", before + job + "\n");
            assertEquals(List.of(), unowned(scan("linux.cron.d")), job);
        }
        List<String> others = List.of(
                "/usr/bin/probe --daily; /tmp/x",
                "/usr/bin/probe --daily /tmp/x",
                "test -x /usr/bin/x && /usr/bin/probe",
                "/usr/bin/probe $(/tmp/x)",
                "/usr/bin/probe | sh",
                "/usr/sbin/nslcd --daily",
                "/usr/bin/unowned --daily");
        for (String job : others) {
            Trees.write(root, "/etc/cron.d/probe", before + job + "\n");
            assertEquals(List.of(before + job), unowned(scan("linux.cron.d")), job);
        }
        Files.delete(root.resolve("etc/cron.d/probe"));
        Trees.write(root, "/etc/cron.d/other", before + own.getFirst() + "\n");
        assertEquals(1, unowned(scan("linux.cron.d")).size());
    }
}
