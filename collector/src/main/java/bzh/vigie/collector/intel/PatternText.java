package bzh.vigie.collector.intel;

import bzh.vigie.collector.intel.Observable.Algorithm;
import java.util.Map;
import java.util.Optional;

/**
 * What is looked for as a pattern of STIX 2.1 (section 9), for those who take it over. Pure. A path stands as the property {@code path} of a
 * file, which several products write although STIX splits it; a URL, whose scheme is not kept, as what it ends with.
 */
public final class PatternText {
    private static final Map<Algorithm, String> HASHES = Map.of(
            Algorithm.MD5, "MD5",
            Algorithm.SHA1, "'SHA-1'",
            Algorithm.SHA224, "'SHA-224'",
            Algorithm.SHA256, "'SHA-256'",
            Algorithm.SHA384, "'SHA-384'",
            Algorithm.SHA512, "'SHA-512'",
            Algorithm.TLSH, "TLSH");

    private PatternText() {}

    /** The pattern; empty for what STIX has no word for: a task, an SSH key, hashes that only programs of Windows have. */
    public static Optional<String> of(Observable what) {
        return switch (what) {
            case Observable.Hash hash ->
                Optional.ofNullable(HASHES.get(hash.algorithm()))
                        .map(name -> "[file:hashes." + name + " = " + text(hash.digest()) + "]");
            case Observable.Address address ->
                Optional.of("[" + family(address.text()) + ":value = " + text(address.text()) + "]");
            case Observable.Cidr cidr ->
                Optional.of("[" + family(cidr.network()) + ":value ISSUBSET "
                        + text(cidr.network() + "/" + cidr.prefix()) + "]");
            case Observable.Domain domain -> Optional.of("[domain-name:value = " + text(domain.name()) + "]");
            case Observable.Url url -> Optional.of("[url:value LIKE " + text("%://" + url.text()) + "]");
            case Observable.UserAccount account ->
                Optional.of("[user-account:account_login = " + text(account.name()) + "]");
            case Observable.Sid sid -> Optional.of("[user-account:user_id = " + text(sid.text()) + "]");
            case Observable.FilePath path -> Optional.of("[file:path " + is(path.pattern()) + "]");
            case Observable.FileName name -> Optional.of("[file:name " + is(name.pattern()) + "]");
            case Observable.RegistryKey key -> Optional.of("[windows-registry-key:key " + is(key(key.pattern())) + "]");
            case Observable.RegistryValue value ->
                Optional.of("[windows-registry-key:key " + is(key(value.key()))
                        + " AND windows-registry-key:values[*].name " + is(value.name())
                        + (value.data().isEmpty()
                                ? ""
                                : " AND windows-registry-key:values[*].data LIKE " + text("%" + value.data() + "%"))
                        + "]");
            case Observable.Service service ->
                Optional.of("[process:extensions.'windows-service-ext'.service_name = " + text(service.name()) + "]");
            case Observable.Certificate certificate ->
                Optional.of(
                        switch (certificate.hex().length()) {
                            case 40 -> "[x509-certificate:hashes.'SHA-1' = " + text(certificate.hex()) + "]";
                            case 64 -> "[x509-certificate:hashes.'SHA-256' = " + text(certificate.hex()) + "]";
                            default -> "[x509-certificate:serial_number = " + text(certificate.hex()) + "]";
                        });
            case Observable.Mutex mutex -> Optional.of("[mutex:name = " + text(mutex.name()) + "]");
            case Observable.Command command ->
                Optional.of("[process:command_line LIKE " + text(like("*" + command.pattern() + "*")) + "]");
            case Observable.Stix stix -> Optional.of(stix.pattern());
            case Observable.ScheduledTask ignored -> Optional.empty();
            case Observable.KeyFingerprint ignored -> Optional.empty();
        };
    }

    private static String family(String address) {
        return address.indexOf(':') < 0 ? "ipv4-addr" : "ipv6-addr";
    }

    /** The roots as STIX wants them: not abbreviated (section 6.18). */
    private static String key(String key) {
        return key.startsWith("hklm\\")
                ? "HKEY_LOCAL_MACHINE" + key.substring(4)
                : key.startsWith("hku\\*\\")
                        ? "HKEY_CURRENT_USER" + key.substring(5)
                        : key.startsWith("hku\\") ? "HKEY_USERS" + key.substring(3) : key;
    }

    private static String is(String pattern) {
        boolean plain = pattern.indexOf('*') < 0 && pattern.indexOf('?') < 0;
        return plain ? "= " + text(pattern) : "LIKE " + text(like(pattern));
    }

    private static String like(String pattern) {
        return pattern.replaceAll("\\*+", "%").replace('?', '_');
    }

    private static String text(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
