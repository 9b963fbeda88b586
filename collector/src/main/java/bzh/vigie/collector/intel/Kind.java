package bzh.vigie.collector.intel;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What a file says that a value is: the types of MISP, the words of CSV files and the paths of STIX. */
enum Kind {
    MD5("md5", "file:hashes.md5"),
    SHA1("sha1", "file:hashes.sha1"),
    SHA224("sha224"),
    SHA256("sha256", "file:hashes.sha256"),
    SHA384("sha384"),
    SHA512("sha512", "file:hashes.sha512"),
    IMPHASH("imphash"),
    AUTHENTIHASH("authentihash"),
    TLSH("tlsh", "file:hashes.tlsh"),
    /** A hash, said by its length; or several; or a file's path or name. */
    FILE("file", "hash", "hashes", "filehash", "file-hash", "malware-sample"),
    ADDRESS(
            "address",
            "ip",
            "ip-address",
            "ipaddress",
            "ipv4",
            "ipv6",
            "ip-src",
            "ip-dst",
            "ipv4-addr",
            "ipv6-addr",
            "ipv4-addr:value",
            "ipv6-addr:value",
            "cidr",
            "network",
            "subnet",
            "ip-range",
            "ip-src|port",
            "ip-dst|port",
            "ip:port",
            "ip-port",
            "destination.ip",
            "source.ip"),
    /** A domain or an address. */
    HOST(
            "host",
            "hostname",
            "domain",
            "domain-name",
            "fqdn",
            "domain-name:value",
            "hostname|port",
            "network-traffic:dst_ref.value",
            "network-traffic:src_ref.value",
            "c2",
            "server",
            "dns.question.name"),
    URL("url", "uri", "link", "url:value", "url.full"),
    ACCOUNT(
            "account",
            "user",
            "username",
            "user-name",
            "user-account",
            "user-account:account_login",
            "user-account:display_name",
            "windows-account",
            "user.name"),
    SID("sid", "security-identifier", "user-account:user_id", "user.id"),
    PATH(
            "path",
            "file-path",
            "filepath",
            "file:path",
            "file.path",
            "full-path",
            "fullpath",
            "process.executable",
            "windows-path"),
    FILE_NAME(
            "file-name",
            "filename",
            "file:name",
            "file.name",
            "process:name",
            "process.name",
            "process-name",
            "filename-pattern"),
    REGISTRY_KEY(
            "registry-key", "regkey", "registry", "windows-registry-key:key", "registry.path", "registrykey", "key"),
    REGISTRY_VALUE("registry-value", "regkey|value"),
    SERVICE("service", "service-name", "windows-service-name", "service.name", "windows-service-displayname"),
    TASK("task", "scheduled-task", "windows-scheduled-task", "task-name"),
    KEY_FINGERPRINT("key-fingerprint", "ssh-fingerprint", "ssh-key", "fingerprint"),
    CERTIFICATE(
            "certificate",
            "x509-fingerprint-sha1",
            "x509-fingerprint-sha256",
            "x509-fingerprint-md5",
            "thumbprint",
            "x509-certificate:serial_number",
            "x509-certificate:hashes.sha1",
            "x509-certificate:hashes.sha-1",
            "x509-certificate:hashes.sha-256",
            "x509-certificate:hashes.sha256",
            "x509-certificate:hashes.md5",
            "serial-number",
            "certificate-serial"),
    MUTEX("mutex", "mutex:name"),
    COMMAND("command", "command-line", "commandline", "process:command_line", "process.command_line", "cmdline"),
    STIX("stix-pattern", "stix2-pattern"),
    /** Said to be an indicator, of something that no agent sees. */
    UNSEEN(
            "email",
            "e-mail",
            "mail",
            "email-addr",
            "email-addr:value",
            "email-src",
            "email-dst",
            "email-sender",
            "emailsender",
            "email-subject",
            "email-attachment",
            "email-reply-to",
            "email-message-id",
            "emailwhois",
            "email-whois",
            "whois-registrant-email",
            "target-email",
            "email-message:subject",
            "email-message:sender_ref.value",
            "app:id",
            "app:cert.sha256",
            "app:cert.sha1",
            "configuration-profile:id",
            "mobile-application-id",
            "ssdeep",
            "file:hashes.ssdeep",
            "user-agent",
            "yara",
            "snort",
            "sigma",
            "pattern-in-file",
            "pattern-in-memory",
            "pattern-in-traffic",
            "named-pipe",
            "pdb",
            "ja3-fingerprint-md5",
            "jarm-fingerprint",
            "hassh-md5",
            "hasshserver-md5",
            "as",
            "asn",
            "mac-address",
            "btc",
            "xmr",
            "phone-number",
            "cookie",
            "http-method",
            "bank-account-nr",
            "vhash",
            "pehash",
            "impfuzzy",
            "cdhash",
            "telfhash",
            "favicon-mmh3",
            "port",
            "dns-soa-email",
            "mime-type"),
    /** Words beside the indicators. */
    CONTEXT(
            "text",
            "comment",
            "other",
            "datetime",
            "date",
            "size-in-bytes",
            "counter",
            "float",
            "boolean",
            "vulnerability",
            "cpe",
            "threat-actor",
            "campaign-name",
            "campaign-id",
            "attachment",
            "hex",
            "whois-registrar",
            "whois-registrant-name",
            "whois-creation-date",
            "weakness",
            "integer",
            "target-user",
            "target-machine",
            "target-org",
            "target-location",
            "filename|size",
            "gene",
            "kusto-query",
            "github-repository",
            "github-username",
            "git-commit-id",
            "first-name",
            "last-name"),
    /** Nothing is said: what it looks like. */
    ANY("", "indicator", "value", "ioc", "observable", "indicators", "iocs", "any");

    private static final Map<String, Kind> BY_NAME = new HashMap<>();

    static {
        for (Kind kind : values()) {
            for (String name : kind.names.split(" ", -1)) {
                BY_NAME.put(name, kind);
            }
        }
    }

    private final String names;

    Kind(String... names) {
        this.names = String.join(" ", names);
    }

    /** That of a type's name in any letter case, with blanks, underscores or hyphens. */
    static Optional<Kind> of(String name) {
        String plain = name.strip().toLowerCase(Locale.ROOT);
        Kind exact = BY_NAME.get(plain);
        return Optional.ofNullable(
                        exact != null
                                ? exact
                                : BY_NAME.get(plain.replace(' ', '-').replace('_', '-')))
                .or(() -> ofHash(plain));
    }

    /** {@code file:hashes.SHA-256}, {@code filehash-sha1}, {@code sha-1}, {@code hash_md5}. */
    private static Optional<Kind> ofHash(String plain) {
        String bare = plain.replaceFirst(
                        "^(file:hashes\\.|file[-_ ]?hash[-_ ]?|hash[-_. ]|file\\.hash\\.|process\\.hash\\.)", "")
                .replace("-", "");
        return switch (bare) {
            case "md5" -> Optional.of(MD5);
            case "sha1" -> Optional.of(SHA1);
            case "sha256" -> Optional.of(SHA256);
            case "sha512" -> Optional.of(SHA512);
            case "sha224" -> Optional.of(SHA224);
            case "sha384" -> Optional.of(SHA384);
            default -> Optional.empty();
        };
    }
}
