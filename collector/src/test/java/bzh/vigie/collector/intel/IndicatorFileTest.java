package bzh.vigie.collector.intel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.intel.Imported.Format;
import bzh.vigie.collector.intel.Observable.Algorithm;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class IndicatorFileTest {
    private static final String MD5 = "90b94525f53fac3ead8e6a5487371553";
    private static final String SHA1 = "973620a7ab28a2cba82dc2a613cd24ed43734381";
    private static final String SHA256 = "70188c4baa02dee02153e44bc5cb966a263d5f0e4e0d2c3935b9cd010f2e01da";
    private static final ImportOptions OPTIONS = ImportOptions.of("test", Tlp.AMBER);

    private static Imported read(byte[] bytes) throws IOException {
        return IndicatorFile.read(() -> new ByteArrayInputStream(bytes), OPTIONS);
    }

    private static Imported read(String text) throws IOException {
        return read(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String accepted(Imported imported) {
        return imported.accepted().stream()
                .map(each -> each.what().type() + "=" + each.what().value().replace('\n', '|'))
                .collect(Collectors.joining(" "));
    }

    private static String codes(Imported imported) {
        return imported.refused().stream().map(each -> each.code().word()).collect(Collectors.joining(" "));
    }

    private static String stix(String... patterns) {
        return Arrays.stream(patterns)
                .map(pattern -> "{\"type\":\"indicator\",\"id\":\"indicator--1\",\"pattern\":\""
                        + pattern.replace("\\", "\\\\") + "\"}")
                .collect(Collectors.joining(",", "{\"type\":\"bundle\",\"objects\":[", "]}"));
    }

    @Test
    void aListSaysWhatEachLineIs() throws IOException {
        Imported imported = read(String.join(
                "\n",
                "# of the first night",
                "evil[.]example[.]org",
                "hxxps://user:pw@Evil[.]example.com:443/a/B?c=1#top",
                "192.0.2[.]7:8443",
                "198.51.100.77/24",
                MD5.toUpperCase(Locale.ROOT),
                SHA256 + "  # the loader",
                "HKEY_CURRENT_USER\\Software\\Evil",
                "%APPDATA%\\Evil\\a.exe",
                "S-1-5-21-1-2-3-1105",
                "SHA256:7I8drb3QzWh/xbRpZ3gnrFSPxPd5aMEVorYat/n+vWo",
                "who@example.org",
                "hello world"));
        assertEquals(Format.LIST, imported.format());
        assertEquals(
                "domain=evil.example.org url=evil.example.com/a/B?c=1 address=192.0.2.7 cidr=198.51.100.0/24 md5=" + MD5
                        + " sha256=" + SHA256
                        + " registry-key=hku\\*\\software\\evil path=*\\appdata\\r"
                        + "oaming\\evil\\a.exe sid=S-1-5-21-1-2-3-1105"
                        + " key-fingerprint=SHA256:7I8drb3QzWh/xbRpZ3gnrFSPxPd5aMEVorYat/n+vWo",
                accepted(imported));
        assertEquals("not-observable unrecognised", codes(imported));
        assertEquals("13", imported.refused().getLast().place());
    }

    @Test
    void aHeaderNamesTheColumns() throws IOException {
        Imported imported = read("""
            Type;Valeur;Commentaire;TLP;confidence;valid_until
            domain;"evil.example.org";"vu ; deux fois";red;90;31/12/2027
            ip;192.0.2.1;;green;low;2026-01-02
            """);
        assertEquals("domain=evil.example.org address=192.0.2.1", accepted(imported));
        Indicator first = imported.accepted().getFirst();
        assertEquals("vu ; deux fois", first.description());
        assertEquals(Tlp.RED, first.tlp());
        assertEquals(90, first.confidence());
        assertEquals(Optional.of(Instant.parse("2027-12-31T00:00:00Z")), first.validUntil());
        // A file cannot widen what whoever imports it said.
        assertEquals(Tlp.AMBER, imported.accepted().getLast().tlp());
        assertTrue(imported.accepted().getLast().isExpiredAt(Instant.parse("2026-01-02T00:00:00Z")));
    }

    @Test
    void withoutAHeaderTheColumnOfTypesIsFound() throws IOException {
        assertEquals(
                "address=192.0.2.1 domain=a.example.org",
                accepted(read("192.0.2.1,ipaddress,C2\na.example.org,hostname,C2\n")));
        assertEquals("service=evilsvc task=updater", accepted(read("service,EvilSvc\ntask,Updater\n")));
        assertEquals("service=evilsvc", accepted(read("service,EvilSvc")));
        assertEquals("sha1=" + SHA1 + " md5=" + MD5, accepted(read("sha1\t" + SHA1 + "\nmd5\t" + MD5 + "\n")));
        assertEquals(
                "sha256=" + SHA256 + " file-name=evil.exe",
                accepted(read("SHA256,Filename\n" + SHA256 + ",evil.exe\n")));
    }

    @Test
    void otherEncodingsAreRead() throws IOException {
        String text = "type,value,note\r\ndomain,evil.example.org,Évadé\r\npath,C:\\Données\\évadé.exe,\r\n";
        for (Charset charset : List.of(
                StandardCharsets.UTF_8,
                StandardCharsets.UTF_16LE,
                StandardCharsets.UTF_16BE,
                StandardCharsets.UTF_16,
                Charset.forName("windows-1252"))) {
            Imported imported = read(text.getBytes(charset));
            assertEquals("domain=evil.example.org path=c:\\données\\évadé.exe", accepted(imported), charset.name());
            assertEquals("Évadé", imported.accepted().getFirst().description(), charset.name());
        }
        assertEquals("domain=evil.example.org", accepted(read("\ufeffevil.example.org")));
    }

    @Test
    void hashesOfStixAreKnownByEveryName() throws IOException {
        for (String name : List.of("SHA256", "sha256", "SHA-256", "'SHA-256'", "'sha256'")) {
            assertEquals(
                    "sha256=" + SHA256, accepted(read(stix("[file:hashes." + name + " = '" + SHA256 + "']"))), name);
        }
        assertEquals(
                List.of(new Observable.Hash(Algorithm.MD5, MD5), new Observable.Hash(Algorithm.SHA1, SHA1)),
                read(stix("[file:hashes.MD5 = '" + MD5 + "' OR file:hashes.'SHA-1' = '" + SHA1 + "']"))
                        .accepted()
                        .stream()
                        .map(Indicator::what)
                        .toList());
    }

    @Test
    void aPatternOfSeveralThatSaysNoTimeOrHoldsOfWhatIsOrdinaryWaitsForAPerson() throws IOException {
        Imported imported = read(stix(
                "[file:name = 'evil.exe'] AND [file:name = 'other.exe']",
                "[process:name = 'bash'] REPEATS 5 TIMES WITHIN 60 SECONDS",
                "([process:name = 'bash'] FOLLOWEDBY [file:name = 'other.exe']) WITHIN 60 SECONDS"));
        assertEquals(1, imported.accepted().size(), "one part may be ordinary");
        assertEquals(2, imported.toConfirm().size());
        assertTrue(imported.toConfirm().getFirst().why().in(Locale.FRENCH).contains("7 jours"));
    }

    @Test
    void patternsOfStixBecomeWhatTheySay() throws IOException {
        Imported imported = read(stix(
                "[network-traffic:dst_ref.value = '192.0.2.9']",
                "[ipv4-addr:value ISSUBSET '198.51.100.0/24']",
                "[windows-registry-key:key = 'HKEY_LOCAL_MACHINE\\\\Software\\\\Evil']",
                "[file:name = 'evil.exe' AND file:hashes.MD5 = '" + MD5 + "']",
                "[email-addr:value = 'a@example.org' OR domain-name:value = 'evil.example.org']",
                "([file:name = 'evil.exe'] FOLLOWEDBY [file:name = 'other.exe']) WITHIN 300 SECONDS",
                "([file:name = 'evil.exe'] FOLLOWEDBY [file:name = 'other.exe']) WITHIN 604801 SECONDS",
                "[file:name = 'evil.exe'] REPEATS 63 TIMES WITHIN 60 SECONDS",
                "([file:name = 'evil.exe'] AND [mutex:name = 'x']) WITHIN 60 SECONDS",
                "[app:id = 'org.example']",
                "[file:name = ]"));
        assertEquals(
                "address=192.0.2.9 cidr=198.51.100.0/24 registry-key=hklm\\software\\evil stix-pattern=[file:name ="
                        + " 'evil.exe' AND file:hashes.MD5 = '"
                        + MD5 + "'] domain=evil.example.org stix-pattern=([file:name = 'evil.exe'] FOLLOWEDBY"
                        + " [file:name = 'other.exe']) WITHIN 300 SECONDS",
                accepted(imported));
        assertEquals(
                "not-observable window-too-long too-many-observations not-observable not-observable bad-pattern",
                codes(imported));
        assertEquals(
                "le motif STIX n'est pas utilisable : « ] » au caractère 14 n'a pas sa place à cet endroit d'un motif"
                        + " STIX",
                imported.refused().getLast().why().in(Locale.FRENCH).replace('\u00a0', ' '));
    }

    @Test
    void whatABundleSaysOfAnIndicatorIsKept() throws IOException {
        Imported imported = read("""
            {"type":"bundle","objects":[
             {"type":"indicator","id":"indicator--1","name":"C2","description":"seen","confidence":85,
              "created_by_ref":"identity--1","pattern_type":"stix","valid_from":"2026-01-01T00:00:00Z",
              "valid_until":"2026-06-01T00:00:00.5Z","pattern":"[domain-name:value = 'evil.example.org']",
              "object_marking_refs":["marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1"]},
             {"type":"indicator","id":"indicator--2","revoked":true,"pattern":"[domain-name:value = 'old.example.org']"},
             {"type":"indicator","id":"indicator--3","pattern_type":"yara","pattern":"rule x {}"},
             {"type":"identity","id":"identity--1","name":"CERT"}]}\
            """);
        Indicator only = imported.accepted().getFirst();
        assertEquals("CERT", only.source());
        assertEquals("C2: seen", only.description());
        assertEquals(85, only.confidence());
        assertEquals(Tlp.RED, only.tlp());
        assertEquals(Optional.of(Instant.parse("2026-06-01T00:00:00.5Z")), only.validUntil());
        assertEquals("revoked other-pattern-language", codes(imported));
    }

    @Test
    void whatMispDoesNotDetectByIsKeptSilent() throws IOException {
        Imported imported = read("""
            {"response":[{"Event":{"Attribute":[
              {"type":"filename|sha1","to_ids":true,"uuid":"1","value":"a.dll|%s"},
              {"type":"domain|ip","to_ids":false,"uuid":"2","value":"evil.example.org|192.0.2.7"},
              {"type":"ip-dst|port","to_ids":"1","uuid":"3","value":"192.0.2.8|443"},
              {"type":"regkey|value","to_ids":true,"uuid":"4","value":"HKCU\\\\Software\\\\Evil\\\\Name|Data"},
              {"type":"text","to_ids":false,"uuid":"5","value":"a word"},
              {"type":"md5","deleted":true,"to_ids":true,"uuid":"6","value":"%s"},
              {"type":"frobnicate","to_ids":true,"uuid":"7","value":"x"}],
             "Object":[{"name":"file","Attribute":[{"type":"sha256","object_relation":"sha256","to_ids":true,"value":"%s"}]}],
             "info":"Night","Orgc":{"name":"ESET"},"Tag":[{"name":"tlp:red"}]}}]}\
            """.formatted(SHA1, MD5, SHA256));
        assertEquals(Format.MISP, imported.format());
        assertEquals(
                "sha1=" + SHA1 + " domain=evil.example.org address=192.0.2.7 address=192.0.2.8"
                        + " registry-value=hku\\*\\software\\evil|name|data sha256=" + SHA256,
                accepted(imported));
        assertEquals(
                List.of(true, false, false, true, true, true),
                imported.accepted().stream().map(Indicator::alerts).toList());
        assertEquals("ESET: Night", imported.accepted().getFirst().source());
        assertEquals(Tlp.RED, imported.accepted().getFirst().tlp());
        assertEquals("part part context revoked unknown-type", codes(imported));
        assertEquals(
                "la partie « a.dll » d'une valeur en plusieurs parties n'est pas recherchée seule",
                imported.refused().getFirst().why().in(Locale.FRENCH).replace('\u00a0', ' '));
    }

    @Test
    void everyPartOfAValueThatIsNotLookedForIsNamed() throws IOException {
        Imported imported = read("""
            {"Event":{"Attribute":[
              {"type":"domain|ip","to_ids":true,"uuid":"1","value":"evil.example.org|no address"},
              {"type":"domain|ip","to_ids":true,"uuid":"2","value":"no name|192.0.2.7"},
              {"type":"filename|md5","to_ids":true,"uuid":"3","value":"a.dll|no hash"}]}}\
            """);
        assertEquals("domain=evil.example.org address=192.0.2.7", accepted(imported));
        assertEquals("not-of-its-type not-of-its-type not-of-its-type", codes(imported));
        Imported patterns = read(stix("[file:hashes.MD5 = 'no hash' OR file:name = 'evil.exe']"));
        assertEquals("file-name=evil.exe", accepted(patterns));
        assertEquals("not-of-its-type", codes(patterns));
    }

    @Test
    void whatIsLookedForIsCountedAndNotTheEntriesOfTheFile() throws IOException {
        StringBuilder attributes = new StringBuilder("{\"Event\":{\"Attribute\":[");
        for (int i = 0; i < Gathering.MOST / 2 + 1; i++) {
            attributes
                    .append("{\"type\":\"domain|ip\",\"value\":\"h")
                    .append(i)
                    .append(".example.org|")
                    .append("2.");
            attributes
                    .append(i >> 16)
                    .append('.')
                    .append(i >> 8 & 255)
                    .append('.')
                    .append(i & 255)
                    .append("\"},");
        }
        Imported many = read(attributes.append("{}]}}").toString());
        assertEquals("more than are read of one file", broken(many));
        assertEquals(Gathering.MOST, many.accepted().size());
    }

    @Test
    void whatWouldMatchEverythingIsLeftForAPerson() throws IOException {
        List<String> all = List.of(
                "*",
                "0.0.0.0/0",
                "C:\\",
                "C:\\Windows\\System32",
                "/tmp",
                "d41d8cd98f00b204e9800998ecf8427e",
                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                "00000000000000000000000000000000",
                "10.1.2.3",
                "192.168.0.0/16",
                "127.0.0.1",
                "::1",
                "fe80::1",
                "8.8.8.8",
                "2000::/3",
                "microsoft.com",
                "gouv.fr",
                "svchost.exe",
                "C:\\Windows\\System32\\svchost.exe",
                "HKLM\\Software\\Microsoft\\Windows\\CurrentVersion\\Run",
                "HKLM",
                "S-1-5-18",
                "%TEMP%",
                "C:\\*.exe");
        Imported imported = read(String.join("\n", all));
        assertEquals("", accepted(imported));
        assertEquals(all.size(), imported.toConfirm().size(), () -> codes(imported) + imported.toConfirm());
        imported.toConfirm()
                .forEach(each -> assertFalse(each.why().in(Locale.FRENCH).isBlank()));
        Imported patterns = read(stix(
                "[file:name LIKE '%']",
                "[file:name != 'x']",
                "[ipv4-addr:value ISSUBSET '0.0.0.0/0' OR file:name MATCHES '.']",
                "[process:command_line MATCHES '']",
                "[network-traffic:dst_port = 443]"));
        assertEquals("", accepted(patterns));
        assertEquals(5, patterns.toConfirm().size());
    }

    @Test
    void whatIsBeyondTheBoundsEndsInWords() throws IOException {
        assertEquals("the file is larger than 64 MiB: split it", broken(IndicatorFile.read(Endless::new, OPTIONS)));
        String nested = "{\"type\":\"bundle\",\"objects\":" + "[".repeat(100_000);
        assertTrue(broken(read(nested)).startsWith("the JSON goes beyond 32 levels"));
        assertTrue(broken(read("{\"objects\":[{\"type\":\"indicator\",\"pattern\":\"" + "x".repeat(2 << 20) + "\"}]}"))
                .startsWith("the JSON goes beyond"));
        assertTrue(broken(read("{\"type\":\"bundle\",\"objects\":[" + "{\"a\":1},".repeat(10) + "oops"))
                .startsWith("the JSON is broken"));
        assertTrue(broken(read("{\"type\":\"bundle\",\"objects\":[{\"type\":\"indica"))
                .startsWith("the JSON is broken"));
        assertTrue(broken(read(stix("[file:name = 'a']") + "}")).startsWith("the JSON is broken"));
        StringBuilder attributes = new StringBuilder("{\"Event\":{\"Attribute\":[");
        for (int i = 0; i <= Gathering.MOST; i++) {
            attributes.append("{\"type\":\"domain\",\"value\":\"h").append(i).append(".example.org\"},");
        }
        Imported many = read(attributes.append("{}]}}").toString());
        assertEquals("more than are read of one file", broken(many));
        assertEquals(Gathering.MOST, many.accepted().size());
        assertEquals(Format.UNKNOWN, read(new byte[4_096]).format());
        assertEquals(Format.UNKNOWN, read("{}").format());
        assertEquals("too-long", codes(read("type,value\npath,C:\\" + "x".repeat(5_000))));
        assertEquals("control-characters control-characters", codes(read("path,C:\\a\u001b[2J.exe\npath,\u0007\n")));
        assertEquals("bad-pattern", codes(read(stix("[" + "(".repeat(5_000) + "file:name = 'a'"))));
        assertEquals("bad-pattern", codes(read(stix("[file:name MATCHES '((a{900}){900}){900}']"))));
        assertEquals("bad-pattern", codes(read(stix("[file:name = 'a'] REPEATS 200 TIMES REPEATS 200 TIMES"))));
    }

    private static String broken(Imported imported) {
        return imported.broken().orElseThrow().in(Locale.ENGLISH);
    }

    /** A file without end. */
    private static final class Endless extends InputStream {
        @Override
        public int read() {
            return ' ';
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            Arrays.fill(bytes, offset, offset + length, (byte) ' ');
            return length;
        }
    }

    @Test
    void nothingIsThrownWhateverTheFileIs() throws IOException {
        Random random = new Random(20261126);
        List<byte[]> seeds = new ArrayList<>();
        seeds.add(stix(
                        "[file:hashes.'SHA-256' = '" + SHA256 + "' AND file:name LIKE 'a%']",
                        "[ipv4-addr:value = '192.0.2.1'] WITHIN 5 SECONDS")
                .getBytes(StandardCharsets.UTF_8));
        seeds.add(
                "{\"Event\":{\"info\":\"x\",\"Attribute\":[{\"type\":\"regkey|value\",\"value\":\"HKLM\\\\a\\\\b|c\",\"to_ids\":true}]}}"
                        .getBytes(StandardCharsets.UTF_8));
        seeds.add(
                "type,value,valid_until\ndomain,\"evil[.]example.org\",2026-11-26 10:00:00\nip,192.0.2.1:80,1700000000\n"
                        .getBytes(StandardCharsets.UTF_8));
        seeds.add(("%TEMP%\\a.exe\nHKLM\\x\\y\nhxxp://a[.]b.example/x\n" + SHA1
                        + "\n1.2.3.0/24\n::1/64\nxn--bcher-kva.example\n")
                .getBytes(StandardCharsets.UTF_16));
        for (int i = 0; i < 3_000; i++) {
            byte[] bytes = seeds.get(i % seeds.size()).clone();
            int changes = 1 + random.nextInt(6);
            for (int j = 0; j < changes; j++) {
                bytes[random.nextInt(bytes.length)] = (byte)
                        (random.nextInt(4) == 0
                                ? random.nextInt(256)
                                : " ,;|[](){}'\"\\/:.*%\n0a-".charAt(random.nextInt(22)));
            }
            byte[] cut = random.nextInt(5) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
            for (Indicator each : read(cut).accepted()) {
                assertEquals(
                        Optional.of(each.what()),
                        Observable.of(each.what().type(), each.what().value()));
            }
        }
    }

    @Test
    void everyReasonIsSaidInBothLanguages() {
        for (String name : List.of("refusals", "doubts", "stix.patterns")) {
            ResourceBundle english = ResourceBundle.getBundle("bzh.vigie.collector.intel." + name, Locale.ROOT);
            ResourceBundle french = ResourceBundle.getBundle("bzh.vigie.collector.intel." + name, Locale.FRENCH);
            assertEquals(new TreeSet<>(english.keySet()), new TreeSet<>(french.keySet()));
            for (String key : english.keySet()) {
                for (String place : Set.of("{0}", "{1}", "{2}")) {
                    assertEquals(
                            english.getString(key).contains(place),
                            french.getString(key).contains(place),
                            key);
                }
            }
        }
        for (RefusalReason reason : RefusalReason.values()) {
            assertFalse(reason.say("x", "y").in(Locale.FRENCH).isBlank());
        }
    }
}
