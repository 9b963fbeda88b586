package bzh.vigie.agent.identity;

import bzh.vigie.enrol.CollectorAddress;
import bzh.vigie.settings.Allowed;
import bzh.vigie.settings.BadSettingException;
import bzh.vigie.settings.Settings;
import java.io.IOException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * {@code identity.conf}: all that {@link Identity} holds but the key, in one file, so that a renewal replaces certificate
 * and authorities together. Lines of {@code key = value}; certificates are DER in base64.
 */
public final class IdentityFile {
    private static final String FILE = "identity.conf";
    private static final int MAX_FILE = 64 * 1024;
    private static final List<String> KEYS = List.of(
            "agent-id",
            "commune",
            "collectors",
            "certificate",
            "authority-1",
            "authority-2",
            "authority-3",
            "authority-4");

    private IdentityFile() {}

    /** The identity kept in this folder; empty where the agent is not enrolled. */
    public static Optional<Identity> load(StateFolder state) throws IOException, IdentityException {
        Optional<String> text = state.read(FILE, MAX_FILE);
        Optional<AgentKey> key = AgentKey.load(state);
        if (text.isEmpty() || key.isEmpty()) {
            return Optional.empty();
        }
        String where = state.file(FILE).toString();
        try {
            Settings settings = Settings.parse(where, text.get(), KEYS);
            List<CollectorAddress> collectors = new ArrayList<>();
            for (String address : settings.text("collectors").orElse("").split(",", -1)) {
                collectors.add(CollectorAddress.parse(address.strip())
                        .orElseThrow(() -> settings.bad("collectors", Allowed.addresses(4))));
            }
            List<byte[]> authorities = new ArrayList<>();
            for (String name : KEYS.subList(4, KEYS.size())) {
                settings.text(name).ifPresent(value -> authorities.add(bytes(value)));
            }
            return Optional.of(Identity.of(
                    settings.text("agent-id").orElse(""),
                    settings.text("commune").orElse(""),
                    collectors,
                    key.get(),
                    bytes(settings.text("certificate").orElse("")),
                    authorities));
        } catch (BadSettingException e) {
            throw new IdentityException(e, "identity-damaged", where, "identity-line");
        } catch (IdentityException e) {
            throw new IdentityException(e, "identity-damaged", where, e.detail());
        }
    }

    /** Keeps this identity, durably. */
    public static void save(StateFolder state, Identity identity) throws IOException {
        StringBuilder text = new StringBuilder("# Written by vigie-agent at enrolment and renewal.\n");
        line(text, "agent-id", identity.agentId());
        line(text, "commune", identity.commune());
        line(
                text,
                "collectors",
                identity.collectors().stream().map(CollectorAddress::toString).collect(Collectors.joining(", ")));
        line(text, "certificate", base64(identity.certificate()));
        for (int i = 0; i < identity.authorities().size(); i++) {
            line(text, KEYS.get(4 + i), base64(identity.authorities().get(i)));
        }
        state.write(FILE, text.toString());
    }

    private static void line(StringBuilder text, String key, String value) {
        text.append(key).append(" = ").append(value).append('\n');
    }

    private static byte[] bytes(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    private static String base64(X509Certificate certificate) {
        try {
            return Base64.getEncoder().encodeToString(certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was read can be written", e);
        }
    }
}
