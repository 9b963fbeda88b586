package bzh.vigie.collector.intel;

import bzh.vigie.collector.intel.stix.StixPattern;
import bzh.vigie.collector.intel.stix.StixPatternException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What an indicator looks for, in the form in which it is compared: letter case is folded where it does not count. A pattern has
 * {@code *} for any characters and {@code ?} for one.
 */
public sealed interface Observable {
    /** A hash of a file, in lower-case hex ({@code tlsh} as its makers write it). */
    record Hash(Algorithm algorithm, String digest) implements Observable {}

    /** An IPv4 or IPv6 address, as {@link java.net.InetAddress#getHostAddress} writes it. */
    record Address(String text) implements Observable {}

    /** A network: an address whose bits beyond the prefix are zero. */
    record Cidr(String network, int prefix) implements Observable {}

    /** A domain, and every name below it; lower case, punycode, without a dot at its end. */
    record Domain(String name) implements Observable {}

    /** A URL without its scheme, user and fragment, its host in lower case; what continues its path is meant too. */
    record Url(String text) implements Observable {}

    /** A user account's name, with or without a domain. */
    record UserAccount(String name) implements Observable {}

    /** A security identifier of Windows. */
    record Sid(String text) implements Observable {}

    /** A path, or a pattern of paths. */
    record FilePath(String pattern) implements Observable {}

    /** The last part of a path, or a pattern of such. */
    record FileName(String pattern) implements Observable {}

    /** A key of the registry, and what lies below it; as {@code hklm\…} or {@code hku\*\…}, or a pattern. */
    record RegistryKey(String pattern) implements Observable {}

    /**
     * A value of the registry.
     *
     * @param data what it holds; empty for anything
     */
    record RegistryValue(String key, String name, String data) implements Observable {}

    /** A service's name. */
    record Service(String name) implements Observable {}

    /** A scheduled task's name or path. */
    record ScheduledTask(String name) implements Observable {}

    /** The fingerprint of an SSH key: {@code SHA256:…} or MD5 in hex with colons. */
    record KeyFingerprint(String text) implements Observable {}

    /** A certificate, by its thumbprint or serial number in lower-case hex. */
    record Certificate(String hex) implements Observable {}

    /** A mutex. Kept for the record: no source of Vigie sees one. */
    record Mutex(String name) implements Observable {}

    /** A part of a command line, or a pattern of one. */
    record Command(String pattern) implements Observable {}

    /** A whole pattern of STIX. */
    record Stix(String pattern) implements Observable {
        /** Whether observations have to be remembered for it; not where it cannot be read. */
        public boolean needsMemory() {
            try {
                return StixPattern.parse(pattern).needsMemory();
            } catch (StixPatternException e) {
                return false;
            }
        }
    }

    /** How a hash is made. */
    enum Algorithm {
        MD5(32),
        SHA1(40),
        SHA224(56),
        SHA256(64),
        SHA384(96),
        SHA512(128),
        /** MD5 over what a program imports. */
        IMPHASH(32),
        /** SHA-256 that an Authenticode signature covers. */
        AUTHENTIHASH(64),
        TLSH(72);

        private final int digits;

        Algorithm(int digits) {
            this.digits = digits;
        }

        int digits() {
            return digits;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The word for what it is, the same in files, tables and commands. */
    default String type() {
        return switch (this) {
            case Hash hash -> hash.algorithm().word();
            case Address ignored -> "address";
            case Cidr ignored -> "cidr";
            case Domain ignored -> "domain";
            case Url ignored -> "url";
            case UserAccount ignored -> "account";
            case Sid ignored -> "sid";
            case FilePath ignored -> "path";
            case FileName ignored -> "file-name";
            case RegistryKey ignored -> "registry-key";
            case RegistryValue ignored -> "registry-value";
            case Service ignored -> "service";
            case ScheduledTask ignored -> "task";
            case KeyFingerprint ignored -> "key-fingerprint";
            case Certificate ignored -> "certificate";
            case Mutex ignored -> "mutex";
            case Command ignored -> "command";
            case Stix ignored -> "stix-pattern";
        };
    }

    /** It as text, from which {@link #of} makes it again; parts of a registry value are separated by line feeds. */
    default String value() {
        return switch (this) {
            case Hash hash -> hash.digest();
            case Address address -> address.text();
            case Cidr cidr -> cidr.network() + "/" + cidr.prefix();
            case Domain domain -> domain.name();
            case Url url -> url.text();
            case UserAccount account -> account.name();
            case Sid sid -> sid.text();
            case FilePath path -> path.pattern();
            case FileName name -> name.pattern();
            case RegistryKey key -> key.pattern();
            case RegistryValue registry -> registry.key() + "\n" + registry.name() + "\n" + registry.data();
            case Service service -> service.name();
            case ScheduledTask task -> task.name();
            case KeyFingerprint key -> key.text();
            case Certificate certificate -> certificate.hex();
            case Mutex mutex -> mutex.name();
            case Command command -> command.pattern();
            case Stix stix -> stix.pattern();
        };
    }

    /** That of {@link #type} and {@link #value}, as a store kept them; empty for a type that this program does not know. */
    static Optional<Observable> of(String type, String value) {
        return Optional.ofNullable(
                switch (type) {
                    case "address" -> new Address(value);
                    case "cidr" -> {
                        int slash = value.lastIndexOf('/');
                        yield new Cidr(value.substring(0, slash), Integer.parseInt(value.substring(slash + 1)));
                    }
                    case "domain" -> new Domain(value);
                    case "url" -> new Url(value);
                    case "account" -> new UserAccount(value);
                    case "sid" -> new Sid(value);
                    case "path" -> new FilePath(value);
                    case "file-name" -> new FileName(value);
                    case "registry-key" -> new RegistryKey(value);
                    case "registry-value" -> {
                        String[] parts = value.split("\n", 3);
                        yield new RegistryValue(parts[0], parts[1], parts[2]);
                    }
                    case "service" -> new Service(value);
                    case "task" -> new ScheduledTask(value);
                    case "key-fingerprint" -> new KeyFingerprint(value);
                    case "certificate" -> new Certificate(value);
                    case "mutex" -> new Mutex(value);
                    case "command" -> new Command(value);
                    case "stix-pattern" -> new Stix(value);
                    default ->
                        Arrays.stream(Algorithm.values())
                                .filter(each -> each.word().equals(type))
                                .findFirst()
                                .map(algorithm -> new Hash(algorithm, value))
                                .orElse(null);
                });
    }

    /** Whether anything that Vigie watches can show it. */
    default boolean isObservable() {
        return !(this instanceof Mutex);
    }
}
