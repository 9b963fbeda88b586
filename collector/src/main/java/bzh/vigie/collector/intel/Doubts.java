package bzh.vigie.collector.intel;

import bzh.vigie.collector.intel.Observable.Algorithm;
import bzh.vigie.collector.intel.stix.Observed;
import bzh.vigie.collector.intel.stix.StixPattern;
import bzh.vigie.collector.intel.stix.StixPatternException;
import bzh.vigie.text.Sentence;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What must not be looked for without a person's word: what would match everything, or what every PC has. Pure. */
final class Doubts {
    private static final String BUNDLE = "bzh.vigie.collector.intel.doubts";
    private static final int LEAST_LITERAL = 4;

    /** Of no bytes at all. */
    private static final Set<String> EMPTY = Set.of(
            "d41d8cd98f00b204e9800998ecf8427e",
            "da39a3ee5e6b4b0d3255bfef95601890afd80709",
            "d14a028c2a3a2bc9476102bb288234c415a2b01f828ea62ac5b3e42f",
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "38b060a751ac96384cd9327eb1b1e36a21fdb71114be07434c0cc7bf63f6e1da274edebfe76f65fbd51ad2f14898b95b",
            "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e");

    private static final Set<String> RESOLVERS = Set.of(
            "8.8.8.8",
            "8.8.4.4",
            "1.1.1.1",
            "1.0.0.1",
            "9.9.9.9",
            "149.112.112.112",
            "208.67.222.222",
            "208.67.220.220");

    /** Second labels under which everybody has names: {@code co.uk}, {@code gouv.fr}. */
    private static final Set<String> SUFFIXES =
            Set.of("co", "com", "org", "net", "gov", "gouv", "ac", "edu", "asso", "ne", "or", "go");

    private static final Set<String> EVERYBODY = Set.of(
            "microsoft.com",
            "windows.com",
            "windowsupdate.com",
            "windows.net",
            "office.com",
            "office365.com",
            "live.com",
            "google.com",
            "google.fr",
            "googleapis.com",
            "gstatic.com",
            "github.com",
            "githubusercontent.com",
            "amazonaws.com",
            "cloudfront.net",
            "akamai.net",
            "azure.com",
            "azureedge.net",
            "apple.com",
            "mozilla.org",
            "debian.org",
            "ubuntu.com");

    private static final Set<String> SYSTEM_FILES = Set.of(
            "svchost.exe",
            "explorer.exe",
            "cmd.exe",
            "powershell.exe",
            "pwsh.exe",
            "rundll32.exe",
            "regsvr32.exe",
            "services.exe",
            "lsass.exe",
            "winlogon.exe",
            "csrss.exe",
            "smss.exe",
            "wininit.exe",
            "taskhostw.exe",
            "conhost.exe",
            "dllhost.exe",
            "spoolsv.exe",
            "msiexec.exe",
            "mshta.exe",
            "wscript.exe",
            "cscript.exe",
            "schtasks.exe",
            "reg.exe",
            "net.exe",
            "sc.exe",
            "notepad.exe",
            "chrome.exe",
            "msedge.exe",
            "firefox.exe",
            "outlook.exe",
            "winword.exe",
            "excel.exe",
            "desktop.ini",
            "ntdll.dll",
            "kernel32.dll",
            "user32.dll",
            "bash",
            "sh",
            "dash",
            "systemd",
            "sshd",
            "cron",
            "python3",
            "sudo",
            "curl",
            "wget");

    private static final Set<String> ACCOUNTS = Set.of(
            "administrator",
            "administrateur",
            "admin",
            "root",
            "guest",
            "invité",
            "system",
            "système",
            "local service",
            "service local",
            "network service",
            "service réseau",
            "user",
            "utilisateur",
            "default",
            "www-data",
            "nobody",
            "daemon");

    private static final Set<String> SERVICES = Set.of(
            "bits",
            "wuauserv",
            "winmgmt",
            "spooler",
            "eventlog",
            "schedule",
            "lanmanserver",
            "lanmanworkstation",
            "dnscache",
            "dhcp",
            "windefend",
            "termservice",
            "rpcss",
            "samss",
            "themes",
            "cron",
            "sshd",
            "ssh");

    /** Folders and keys that every system has, however deep. */
    private static final Set<String> PLACES = Set.of(
            "?:\\windows",
            "c:\\windows",
            "c:\\windows\\system32",
            "c:\\windows\\syswow64",
            "c:\\windows\\temp",
            "c:\\users",
            "c:\\users\\public",
            "c:\\programdata",
            "c:\\program files",
            "c:\\program files (x86)",
            "?:\\windows\\system32",
            "?:\\programdata",
            "?:\\users\\*",
            "*\\temp",
            "*\\appdata\\roaming",
            "*\\appdata\\local",
            "/tmp",
            "/var/tmp",
            "/dev/shm",
            "/etc",
            "/home",
            "/root",
            "/usr",
            "/usr/bin",
            "/bin",
            "/var",
            "/opt",
            "/etc/crontab",
            "/etc/passwd",
            "/etc/ld.so.preload",
            "/var/spool/cron",
            "/etc/cron.d");

    private static final List<String> KEY_ENDS = List.of(
            "\\currentversion\\run",
            "\\currentversion\\runonce",
            "\\currentcontrolset\\services",
            "\\currentversion\\winlogon",
            "\\software\\classes",
            "\\software\\microsoft",
            "\\microsoft\\windows",
            "\\windows\\currentversion",
            "\\windows nt\\currentversion",
            "\\currentversion\\image file execution options",
            "\\currentcontrolset\\control",
            "\\schedule\\taskcache\\tree",
            "\\control\\lsa");

    private Doubts() {}

    /** Why somebody has to confirm it; empty where nobody has to. */
    static Optional<Sentence> of(Observable what) {
        return switch (what) {
            case Observable.Hash hash -> hash(hash);
            case Observable.Address address ->
                NormalForms.address(address.text()).flatMap(Doubts::address);
            case Observable.Cidr cidr -> network(cidr);
            case Observable.Domain domain -> domain(domain.name());
            case Observable.Url ignored -> Optional.empty();
            case Observable.UserAccount account ->
                when(ACCOUNTS.contains(afterDomain(account.name())), "account", account.name());
            case Observable.Sid sid -> when(isWellKnown(sid.text()), "sid", sid.text());
            case Observable.FilePath path -> path(path.pattern());
            case Observable.FileName name ->
                when(SYSTEM_FILES.contains(name.pattern()), "system-file", name.pattern())
                        .or(() -> pattern(name.pattern()));
            case Observable.RegistryKey key -> key(key.pattern());
            case Observable.RegistryValue value -> pattern(value.key() + value.name());
            case Observable.Service service ->
                when(SERVICES.contains(service.name()), "service", service.name())
                        .or(() -> pattern(service.name()));
            case Observable.ScheduledTask task -> pattern(task.name());
            case Observable.KeyFingerprint ignored -> Optional.empty();
            case Observable.Certificate ignored -> Optional.empty();
            case Observable.Mutex ignored -> Optional.empty();
            case Observable.Command command -> command(command.pattern());
            case Observable.Stix stix -> stix(stix.pattern());
        };
    }

    private static Optional<Sentence> hash(Observable.Hash hash) {
        if (EMPTY.contains(hash.digest())) {
            return say("empty-file");
        }
        boolean oneDigit = hash.algorithm() != Algorithm.TLSH
                && hash.digest().chars().distinct().count() == 1;
        return when(oneDigit, "one-digit", hash.digest());
    }

    private static Optional<Sentence> address(InetAddress address) {
        byte[] bytes = address.getAddress();
        int first = bytes[0] & 0xff;
        int second = bytes[1] & 0xff;
        boolean shared = bytes.length == 4 && first == 100 && (second & 0xc0) == 64;
        boolean unique = address instanceof Inet6Address && (first & 0xfe) == 0xfc;
        boolean reserved = bytes.length == 4 && (first == 0 || first >= 224);
        if (address.isSiteLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isMulticastAddress()
                || address.isAnyLocalAddress()
                || shared
                || unique
                || reserved) {
            return say("private", address.getHostAddress());
        }
        return when(RESOLVERS.contains(address.getHostAddress()), "resolver", address.getHostAddress());
    }

    private static Optional<Sentence> network(Observable.Cidr cidr) {
        InetAddress network = NormalForms.address(cidr.network()).orElseThrow();
        int least = network.getAddress().length == 4 ? 16 : 32;
        String text = cidr.network() + "/" + cidr.prefix();
        return cidr.prefix() < least
                ? say("large-network", text, least)
                : address(network).map(ignored -> say("private", text).orElseThrow());
    }

    private static Optional<Sentence> domain(String name) {
        String[] labels = name.split("\\.", -1);
        if (labels.length == 2 && labels[1].length() == 2 && SUFFIXES.contains(labels[0])) {
            return say("suffix", name);
        }
        return when(EVERYBODY.contains(name.startsWith("www.") ? name.substring(4) : name), "everybody", name);
    }

    private static Optional<Sentence> path(String pattern) {
        String bare = pattern.replaceAll("[\\\\/*]+$", "");
        if (PLACES.contains(bare) || (pattern.endsWith("*") && SYSTEM_FILES.contains(last(bare)))) {
            return say("system-place", pattern);
        }
        boolean systemFolder =
                bare.matches("(\\*|[?a-z]:\\\\windows(\\\\(system32|syswow64))?|/(usr/)?s?bin)[\\\\/][^\\\\/]*")
                        && SYSTEM_FILES.contains(last(bare));
        return systemFolder ? say("system-file", pattern) : pattern(pattern);
    }

    private static String last(String path) {
        return path.substring(Math.max(path.lastIndexOf('\\'), path.lastIndexOf('/')) + 1);
    }

    private static Optional<Sentence> key(String pattern) {
        String bare = pattern.replaceAll("[\\\\*]+$", "");
        boolean isShort = bare.chars().filter(c -> c == '\\').count() < 2;
        return isShort || KEY_ENDS.stream().anyMatch(bare::endsWith) ? say("system-place", pattern) : pattern(pattern);
    }

    private static Optional<Sentence> command(String pattern) {
        String bare = pattern.replaceAll("[\\s\"*?]+", "");
        return bare.length() < 6 || SYSTEM_FILES.contains(bare) || SYSTEM_FILES.contains(bare + ".exe")
                ? say("too-little", pattern)
                : Optional.empty();
    }

    /** Too few characters of their own: {@code *}, {@code c:\}, {@code *.exe}. */
    private static Optional<Sentence> pattern(String pattern) {
        String own = pattern.replaceAll("^[a-z?]:", "").replaceAll("[\\\\/*?.\\s]+", "");
        boolean ending = pattern.matches("[*?]*\\.[a-z0-9]{1,5}") || pattern.matches(".*[\\\\/*][*?]+\\.[a-z0-9]{1,5}");
        int least = pattern.indexOf('*') >= 0 || pattern.indexOf('?') >= 0 || pattern.length() < LEAST_LITERAL
                ? LEAST_LITERAL
                : 1;
        return own.length() < least || ending ? say("too-little", pattern) : Optional.empty();
    }

    private static boolean isWellKnown(String sid) {
        return sid.matches(
                "S-1-5-32-.*|S-1-[0-3]-\\d+|S-1-5-\\d{1,2}|S-1-5-21-.*-50[0-3]|S-1-16-.*|S-1-15-.*|S-1-5-80-.*");
    }

    private static String afterDomain(String account) {
        return account.substring(account.lastIndexOf('\\') + 1);
    }

    /** What holds of ordinary things holds of everything. */
    private static Optional<Sentence> stix(String text) {
        try {
            StixPattern pattern = StixPattern.parse(text);
            if (pattern.needsMemory()) {
                // One part may well be ordinary; all of them together must not be.
                return pattern.find(Ordinary.OFTEN).isPresent()
                        ? say("holds-of-ordinary", text)
                        : when(pattern.window().isEmpty(), "no-window", text, StixPattern.LONGEST_WINDOW.toDays());
            }
            for (Observed ordinary : Ordinary.ALL) {
                if (pattern.concerns(ordinary)) {
                    return say("holds-of-ordinary", text);
                }
            }
            return Optional.empty();
        } catch (StixPatternException e) {
            return Optional.empty();
        }
    }

    /** What happens on every PC. */
    private static final class Ordinary {
        static final List<Observed> ALL = List.of(
                windows(
                        "C:\\Windows\\System32\\svchost.exe",
                        "svchost.exe",
                        "C:\\Windows\\System32\\svchost.exe -k netsvcs -p"),
                windows(
                        "C:\\Program Files\\Mozilla Firefox\\firefox.exe",
                        "firefox.exe",
                        "\"C:\\Program Files\\Mozilla Firefox\\firefox.exe\""),
                windows("/usr/bin/bash", "bash", "bash -c ls"));

        static final List<Observed> OFTEN = ALL.stream()
                .map(each -> new Observed(
                        each.first(), each.last(), StixPattern.MOST_REMEMBERED, each.objects(), each.roots()))
                .toList();

        private static Observed windows(String path, String name, String command) {
            return Observed.at(
                    Instant.EPOCH,
                    List.of(
                            Map.of("type", "file", "name", name, "path", path),
                            Map.of("type", "process", "name", name, "command_line", command),
                            Map.of("type", "ipv4-addr", "value", "13.107.4.50"),
                            Map.of("type", "ipv6-addr", "value", "2a00:1450:4007:80e::2003"),
                            Map.of("type", "domain-name", "value", "www.service-public.fr"),
                            Map.of("type", "url", "value", "https://www.service-public.fr/"),
                            Map.of("type", "network-traffic", "dst_port", 443, "src_port", 50_000),
                            Map.of(
                                    "type", "windows-registry-key",
                                    "key", "HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Run"),
                            Map.of("type", "user-account", "account_login", "martin", "user_id", "S-1-5-18")));
        }
    }

    private static Optional<Sentence> when(boolean doubtful, String key, Object... values) {
        return doubtful ? say(key, values) : Optional.empty();
    }

    private static Optional<Sentence> say(String key, Object... values) {
        return Optional.of(Sentence.of(BUNDLE, key, values));
    }

    /** That of a list of MISP. */
    static Sentence onList(String list, String value) {
        return Sentence.of(BUNDLE, "warning-list", value, list);
    }
}
