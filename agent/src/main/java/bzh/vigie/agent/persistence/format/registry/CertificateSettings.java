package bzh.vigie.agent.persistence.format.registry;

import bzh.vigie.agent.host.RegistryValue;
import bzh.vigie.agent.host.RegistryValue.Data;
import bzh.vigie.agent.host.WindowsPath;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.KeyFormat;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceKey;
import bzh.vigie.agent.windows.security.Ace;
import bzh.vigie.agent.windows.security.Principals;
import bzh.vigie.agent.windows.security.SecurityDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What a certification authority keeps in the registry of its server (MS-CSRA, MS-WCCE 3.2.1.1.4), and how a controller takes certificates
 * for accounts: each setting that is there, as changed from what Windows has where it opens something; and of an authority who manages
 * it and which modules judge its requests and take what it issues.
 */
public final class CertificateSettings implements KeyFormat {
    private static final int MANAGE_AUTHORITY = 0x1;
    private static final int MANAGE_CERTIFICATES = 0x2;
    private static final int GENERIC_ALL = 0x1000_0000;
    private static final String SECURITY_EXTENSION = "1.3.6.1.4.1.311.25.2";

    /**
     * A setting.
     *
     * @param opens whether that content opens something
     * @param words what it opens then
     */
    private record Setting(Predicate<Data> opens, String words) {}

    private static final Map<String, Setting> SETTINGS = Map.of(
            "editflags",
            new Setting(has(0x4_0000), "whoever asks adds other names by hand (ESC6)"),
            "interfaceflags",
            new Setting(lacks(0x200), "takes requests unsealed (ESC11)"),
            "disableextensionlist",
            new Setting(
                    data -> texts(data).contains(SECURITY_EXTENSION),
                    "certificates do not say which account they are for (ESC16)"),
            "strongcertificatebindingenforcement",
            new Setting(
                    data -> number(data).filter(n -> n < 2).isPresent(),
                    "takes a certificate by a name that changes (ESC10)"),
            "certificatemappingmethods",
            new Setting(has(0x7), "takes a certificate by a name that changes (ESC10)"));

    private static final List<String> MODULES =
            List.of("CertificateAuthority_MicrosoftDefault.Policy", "CertificateAuthority_MicrosoftDefault.Exit");

    @Override
    public Parsed parse(SourceKey key) {
        List<Draft> drafts = new ArrayList<>();
        int malformed = 0;
        for (RegistryValue value : key.key().values()) {
            String name = WindowsPath.fold(value.name());
            Optional<Setting> setting = Optional.ofNullable(SETTINGS.get(name));
            setting.ifPresent(s -> drafts.add(draft(value, s)));
            if (name.equals("active")) {
                texts(value.data())
                        .forEach(module -> drafts.add(
                                Commands.shown("Active: " + module, module).made(MODULES.contains(module))));
            }
            if (name.equals("security") && value.data() instanceof Data.Raw raw) {
                Optional<SecurityDescriptor> descriptor = SecurityDescriptor.parse(raw.bytes());
                malformed += descriptor.isEmpty() || descriptor.get().malformed() > 0 ? 1 : 0;
                descriptor.flatMap(SecurityDescriptor::dacl).orElse(List.of()).forEach(ace -> managers(ace, drafts));
            }
        }
        return Parsed.of(drafts, malformed);
    }

    private static Draft draft(RegistryValue value, Setting setting) {
        boolean opens = setting.opens().test(value.data());
        String shown = number(value.data())
                .map(n -> "0x" + Long.toHexString(n))
                .orElseGet(() -> SourceKey.shown(value.data()));
        return Commands.shown(value.name(), shown + (opens ? ": " + setting.words() : ""))
                .made(!opens);
    }

    private static void managers(Ace ace, List<Draft> drafts) {
        int mask = (ace.mask() & GENERIC_ALL) != 0 ? MANAGE_AUTHORITY | MANAGE_CERTIFICATES : ace.mask();
        manager(ace, mask, MANAGE_AUTHORITY, "manages the authority", drafts);
        manager(ace, mask, MANAGE_CERTIFICATES, "consents to requests", drafts);
    }

    private static void manager(Ace ace, int mask, int bit, String words, List<Draft> drafts) {
        if (ace.isAllowing() && (mask & bit) != 0) {
            boolean holds = Principals.isAdministrative(ace.sid());
            drafts.add(Commands.shown(
                            "Security: " + ace.sid() + " " + words,
                            Principals.shown(ace.sid()) + " " + words + (holds ? "" : " (ESC7)"))
                    .made(holds));
        }
    }

    private static Predicate<Data> has(long bits) {
        return data -> number(data).filter(n -> (n & bits) != 0).isPresent();
    }

    private static Predicate<Data> lacks(long bits) {
        return data -> number(data).filter(n -> (n & bits) == 0).isPresent();
    }

    private static Optional<Long> number(Data data) {
        return data instanceof Data.Numeric numeric ? Optional.of(numeric.value()) : Optional.empty();
    }

    private static List<String> texts(Data data) {
        return switch (data) {
            case Data.Texts several -> several.texts();
            case Data.Text one -> List.of(one.text());
            case Data.Numeric ignored -> List.of();
            case Data.Raw ignored -> List.of();
            case Data.Link ignored -> List.of();
        };
    }
}
