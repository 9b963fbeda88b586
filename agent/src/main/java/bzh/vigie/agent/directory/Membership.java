package bzh.vigie.agent.directory;

import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.host.Registry;
import bzh.vigie.agent.host.RegistryValue.Data;
import bzh.vigie.agent.windows.ByteReader;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.text.SourceText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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
    private static final int MOST_KEYTAB = 1 << 20;

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
        boolean controller = Files.exists(root.resolve("var/lib/samba/private/sam.ldb"));
        return keytab(root)
                .flatMap(Keytab::computer)
                .map(principal -> principal.substring(principal.indexOf('@') + 1))
                .flatMap(realm -> of(realm, controller));
    }

    /**
     * Connects to a controller of that domain, in the computer's name: the first that answers of three.
     *
     * @param logins who the computer is
     */
    public Directory connect(Logins logins) throws Refused {
        List<String> controllers =
                Controllers.of(domain).stream().limit(MOST_ASKED).toList();
        ComputerLogin login = logins.at(controllers);
        Optional<Refused> last = Optional.empty();
        for (String controller : controllers) {
            try {
                return LdapDirectory.connect(controller, login);
            } catch (Refused e) {
                last = Optional.of(e);
            }
        }
        Refused why = last.orElseThrow();
        throw Refused.saying(
                why.reason(), why.detailOr(SourceText.detail("directory-no-controller", domain, why.what())));
    }

    /** The keytab of a Linux; empty where there is none or it may not be read. */
    public static Optional<byte[]> keytab(Path root) {
        try (InputStream in = Files.newInputStream(root.resolve(KEYTAB))) {
            return Optional.of(in.readNBytes(MOST_KEYTAB));
        } catch (IOException e) {
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
