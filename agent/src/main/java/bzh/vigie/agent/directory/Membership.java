package bzh.vigie.agent.directory;

import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.host.Registry;
import bzh.vigie.agent.host.RegistryValue.Data;
import bzh.vigie.agent.windows.ByteReader;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.text.SourceText;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * Which domain a machine is in.
 *
 * @param domain its DNS name in lower case
 * @param role what the machine is there
 */
public record Membership(String domain, Role role) {
    /** What a machine is in its domain. */
    public enum Role {
        MEMBER,
        CONTROLLER;

        /** As it is told. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Who the computer is. */
    @FunctionalInterface
    public interface Logins {
        /** Towards these controllers. */
        ComputerLogin at(List<String> controllers) throws Refused;
    }

    private static final Pattern NAME = Pattern.compile("[a-z0-9_-]{1,63}(\\.[a-z0-9_-]{1,63}){0,15}");
    private static final String LSA = "HKLM\\SECURITY\\Policy\\PolDnDDN";
    private static final String PRODUCT = "HKLM\\SYSTEM\\CurrentControlSet\\Control\\ProductOptions";
    private static final int MOST_ASKED = 3;
    private static final int MOST_TRIED = 12;
    private static final Duration TRYING = Duration.ofSeconds(5);
    private static final int MOST_BYTES = 1 << 20;

    /** Where a Linux keeps its computer's key. */
    public static final Path KEYTAB = Path.of("etc/krb5.keytab");

    /** Of a Windows: the domain that its security authority knows (MS-LSAD 3.1.1.1), none for a workgroup. */
    public static Optional<Membership> ofWindows(Registry registry) {
        Optional<String> domain = registry.key(LSA)
                .ifFound()
                .flatMap(key -> key.data(""))
                .flatMap(data -> data instanceof Data.Raw raw ? Optional.of(lsaText(raw.bytes())) : Optional.empty());
        boolean controller = registry.key(PRODUCT)
                .ifFound()
                .flatMap(key -> key.text("ProductType"))
                .filter("LanmanNT"::equalsIgnoreCase)
                .isPresent();
        return domain.flatMap(name -> of(name, controller));
    }

    /** Of a Linux: the realm of its computer's key; a controller where it holds a directory of Samba's. */
    public static Optional<Membership> ofLinux(Path root) {
        return keytab(root).flatMap(key -> of(key, isController(root)));
    }

    private static Optional<Membership> of(byte[] key, boolean controller) {
        return Keytab.computer(key)
                .map(principal -> principal.substring(principal.indexOf('@') + 1))
                .flatMap(realm -> of(realm, controller));
    }

    /**
     * Connects to a controller of that domain, in the computer's name: the first that lets it in of {@value #MOST_ASKED} that take a
     * connection. Of those that take none, each costs five seconds.
     *
     * @param logins who the computer is
     * @param trust whose certificates are believed where there is no way without
     * @param clock of this machine, to be told where it is not that of the domain
     */
    public Directory connect(Logins logins, Trust trust, InstantSource clock) throws Refused {
        List<String> known = Controllers.of(domain);
        Protection first = Protection.SEALED;
        List<String> controllers;
        try {
            controllers = answering(known, first.port());
        } catch (Refused e) {
            first = Protection.TLS;
            controllers = answering(known, first.port());
        }
        Optional<Refused> last = Optional.empty();
        try {
            ComputerLogin login = logins.at(controllers);
            for (String controller : controllers) {
                try {
                    return connected(first, by -> LdapDirectory.connect(controller, domain, by, login, trust));
                } catch (Refused e) {
                    last = Optional.of(e);
                }
            }
        } catch (Refused e) {
            last = Optional.of(e);
        }
        Refused why = last.orElseThrow();
        if (Faults.isOfClocks(why)) {
            throw clocks(controllers.getFirst(), Protection.SEALED.port(), clock, why);
        }
        throw Refused.saying(
                why.reason(), why.detailOr(SourceText.detail("directory-no-controller", domain, why.what())));
    }

    /** A way to connect to one controller. */
    @FunctionalInterface
    interface Way {
        /** Connects so. */
        LdapDirectory by(Protection protection) throws Refused;
    }

    /** By Kerberos' own sealing; by TLS where a controller does not do that, or lets nobody in without. Never by less. */
    static LdapDirectory connected(Protection first, Way way) throws Refused {
        if (first == Protection.TLS) {
            return way.by(first);
        }
        Refused unsealed;
        try {
            return way.by(Protection.SEALED);
        } catch (Refused e) {
            if (!Faults.wantsTls(e)) {
                throw e;
            }
            unsealed = e;
        }
        for (Protection each : List.of(Protection.START_TLS, Protection.TLS)) {
            try {
                return way.by(each);
            } catch (Refused e) {
                if (!Faults.hasNoTls(e)) {
                    throw e;
                }
            }
        }
        throw unsealed;
    }

    /** Those of them that take a connection, in their order, {@value #MOST_ASKED} at most. */
    List<String> answering(List<String> controllers, int port) throws Refused {
        List<String> answering = new ArrayList<>();
        for (String controller : controllers.stream().limit(MOST_TRIED).toList()) {
            if (answering.size() < MOST_ASKED && takesConnections(controller, port)) {
                answering.add(controller);
            }
        }
        if (answering.isEmpty()) {
            throw Refused.saying(
                    ReasonCode.NOT_PRESENT,
                    SourceText.detail("directory-none-answers", domain, String.join(", ", controllers)));
        }
        return answering;
    }

    private static boolean takesConnections(String controller, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(controller, port), (int) TRYING.toMillis());
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** That they are apart, with both times where the controller tells its own. */
    static Refused clocks(String controller, int port, InstantSource clock, Refused otherwise) {
        OptionalLong theirs = LdapDirectory.time(controller, port)
                .map(GeneralizedTime::micros)
                .orElse(OptionalLong.empty());
        Instant ours = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        return theirs.isEmpty()
                ? otherwise
                : Refused.saying(
                        otherwise.reason(),
                        SourceText.detail(
                                "directory-clocks",
                                controller,
                                Instant.EPOCH.plus(theirs.getAsLong() / 1_000_000, ChronoUnit.SECONDS),
                                ours));
    }

    /**
     * The domain of a Linux and its computer's key.
     *
     * @throws Refused where it is in no domain, or its key may not be read
     */
    public static Directory ofLinux(Path root, InstantSource clock) throws Refused {
        return ofLinux(root, root.resolve(KEYTAB), clock);
    }

    /**
     * Connects as {@link #ofLinux(Path, InstantSource)} does, with the key in another file.
     *
     * @throws Refused where it is in no domain, or its key may not be read
     */
    public static Directory ofLinux(Path root, Path file, InstantSource clock) throws Refused {
        byte[] key = readable(file);
        return of(key, false)
                .orElseThrow(() -> Refused.saying(
                        ReasonCode.NOT_PRESENT, SourceText.detail("directory-keytab-empty", root.resolve(KEYTAB))))
                .connect(
                        controllers -> ComputerLogin.ofKeytab(file.toString(), key, controllers),
                        Trust.ofLinux(root),
                        clock);
    }

    /**
     * The key of a Linux' computer, for a process that may not read it; empty where there is none, and where the domain's shared files lie here,
     * which that process reads too.
     */
    public static Optional<byte[]> keyToHand(Path root) {
        Path file = root.resolve(KEYTAB);
        return Files.isRegularFile(file) && !isController(root) && !sharesSysvol(root)
                ? keytab(root)
                : Optional.empty();
    }

    /** Samba is told where its shared files are (smb.conf(5)). */
    private static boolean sharesSysvol(Path root) {
        try (InputStream in = Files.newInputStream(root.resolve("etc/samba/smb.conf"))) {
            return new String(in.readNBytes(MOST_BYTES), StandardCharsets.ISO_8859_1)
                    .lines()
                    .anyMatch(line -> line.strip().equalsIgnoreCase("[sysvol]"));
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isController(Path root) {
        return Files.exists(root.resolve("var/lib/samba/private/sam.ldb"));
    }

    private static byte[] readable(Path file) throws Refused {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(MOST_BYTES);
        } catch (NoSuchFileException e) {
            throw none();
        } catch (IOException e) {
            throw Refused.saying(
                    ReasonCode.NO_RIGHT,
                    SourceText.detail(
                            "directory-keytab-unread", file, e.getClass().getSimpleName()));
        }
    }

    private static Optional<byte[]> keytab(Path root) {
        try {
            return Optional.of(readable(root.resolve(KEYTAB)));
        } catch (Refused e) {
            return Optional.empty();
        }
    }

    /** That there is none. */
    public static Refused none() {
        return Refused.saying(ReasonCode.NOT_PRESENT, SourceText.detail("directory-no-domain"));
    }

    private static Optional<Membership> of(String name, boolean controller) {
        String low = name.toLowerCase(Locale.ROOT);
        return NAME.matcher(low).matches()
                ? Optional.of(new Membership(low, controller ? Role.CONTROLLER : Role.MEMBER))
                : Optional.empty();
    }

    /** Length u16, most u16, offset u32, then the text in UTF-16. */
    private static String lsaText(byte[] value) {
        ByteReader bytes = ByteReader.of(value);
        int length = bytes.u16();
        bytes.skip(6);
        return bytes.utf16(Math.min(length, bytes.remaining()));
    }
}
