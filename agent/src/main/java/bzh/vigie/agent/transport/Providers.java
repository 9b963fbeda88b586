package bzh.vigie.agent.transport;

import java.security.Security;
import java.util.Set;

/**
 * The security providers of Java that TLS 1.3 and our key need. The others (Kerberos, SASL, XML signatures, smart cards,
 * PKCS #11) are looked through and loaded at the first handshake otherwise, and are ways in that nobody uses.
 */
public final class Providers {
    private static final Set<String> NEEDED = Set.of("SUN", "SunRsaSign", "SunEC", "SunJSSE", "SunJCE");
    private static final String PREFIX = "security.provider.";

    private Providers() {}

    /** Leaves the others out; to be called before the first use of any. */
    public static void keepNeeded() {
        String provider;
        for (int i = 1; (provider = Security.getProperty(PREFIX + i)) != null; i++) {
            if (!NEEDED.contains(provider)) {
                // The list ends at the first number that has no value, and a provider that stands twice counts once.
                Security.setProperty(PREFIX + i, "SUN");
            }
        }
    }
}
