package bzh.vigie.agent.directory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.host.Refused;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.text.SourceText;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.naming.CommunicationException;
import javax.naming.NamingException;
import javax.net.ssl.SSLException;
import javax.security.sasl.Sasl;
import javax.security.sasl.SaslException;
import org.ietf.jgss.ChannelBinding;
import org.ietf.jgss.GSSContext;
import org.ietf.jgss.MessageProp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Why a directory is not read, in words with what to do; what does not sign and seal is not read. */
final class FaultsTest {
    @Test
    void kerberosIsUnderstoodByItsNumbers() {
        // As the JDK's client says it of Samba 4.22.
        Map.of(
                        "LoginException Client not found in Kerberos database (6)",
                        "directory-account-unknown",
                        "LoginException Clients credentials have been revoked (18)",
                        "directory-account-off",
                        "LoginException Pre-authentication information was invalid (24)",
                        "directory-key-old",
                        "LoginException Checksum failed",
                        "directory-key-old",
                        "LoginException Clock skew too great (37)",
                        "directory-clock",
                        "LoginException Receive timed out",
                        "directory-no-ticket",
                        "LoginException Connection refused",
                        "directory-no-ticket",
                        "[LDAP: error code 49 - 80090346: LdapErr: DSID-0C090711, comment: AcceptSecurityContext"
                                + " error, data 35b]",
                        "directory-not-bound",
                        "LoginException KDC has no support for encryption type (14)",
                        "directory-not-let-in")
                .forEach((said, key) -> assertTrue(
                        Faults.login("PC1$@MAIRIE.EXAMPLE", said).what().startsWith(key + "|"), said));
        Refused clock = Faults.login("PC1$@MAIRIE.EXAMPLE", "Clock skew too great (37)");
        assertTrue(Faults.isOfClocks(clock));
        assertFalse(Faults.isOfClocks(Faults.login("PC1$@MAIRIE.EXAMPLE", "Checksum failed")));
    }

    @Test
    void whatIsSaidHasWordsInBothLanguages() throws IOException {
        Set<String> named = new TreeSet<>();
        Pattern key = Pattern.compile("\"(directory-[a-z-]+)\"");
        try (Stream<Path> files = Files.walk(Path.of("src/main/java/bzh/vigie/agent"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                key.matcher(Files.readString(file)).results().forEach(match -> named.add(match.group(1)));
            }
        }
        assertTrue(named.size() > 20, named.toString());
        ResourceBundle words = ResourceBundle.getBundle("bzh.vigie.text.source", Locale.ROOT);
        for (String each : named) {
            assertTrue(words.containsKey(each), each);
            assertFalse(SourceText.say(each, Locale.FRENCH).equals(SourceText.say(each, Locale.ENGLISH)), each);
        }
    }

    /** A context of Kerberos that is there, whose server offers these layers. */
    private static GssSasl sasl(boolean isSealed, byte... offer) throws Exception {
        return new GssSasl(context(isSealed, offer));
    }

    /** The same, of which nothing was said yet. */
    static GSSContext context(boolean isSealed, byte... offer) {
        return (GSSContext) Proxy.newProxyInstance(
                FaultsTest.class.getClassLoader(), new Class<?>[] {GSSContext.class}, (proxy, method, arguments) -> {
                    return switch (method.getName()) {
                        case "isEstablished", "getMutualAuthState", "getIntegState" -> true;
                        case "getConfState" -> isSealed;
                        case "unwrap" -> {
                            ((MessageProp) arguments[3]).setPrivacy(isSealed);
                            yield offer;
                        }
                        case "wrap" -> ((byte[]) arguments[0]).clone();
                        case "getWrapSizeLimit" -> 65_000;
                        default -> null;
                    };
                });
    }

    @Test
    void insideTlsNothingIsSealedAgain() throws Exception {
        Optional<ChannelBinding> binding = Optional.of(new ChannelBinding(new byte[] {1}));
        GssSasl bound = new GssSasl(context(false, (byte) 7, (byte) 0, (byte) -1, (byte) -1), binding);
        assertArrayEquals(new byte[0], bound.evaluateChallenge(new byte[0]));
        assertArrayEquals(new byte[] {1, 0, 0, 0}, bound.evaluateChallenge(new byte[4]), "no layer is taken");
        assertTrue(bound.isComplete());
        assertEquals("auth", bound.getNegotiatedProperty(Sasl.QOP));

        GssSasl only = new GssSasl(context(true, (byte) 6, (byte) 0, (byte) -1, (byte) -1), binding);
        assertArrayEquals(new byte[0], only.evaluateChallenge(new byte[0]));
        assertThrows(SaslException.class, () -> only.evaluateChallenge(new byte[4]), "a layer inside TLS");
    }

    @Test
    void whoDoesNotSealIsNotAsked() throws Exception {
        GssSasl sealing = sasl(true, (byte) 7, (byte) 0, (byte) -1, (byte) -1);
        assertArrayEquals(new byte[0], sealing.evaluateChallenge(new byte[0]));
        byte[] only = {4, 1, 0, 0};
        assertArrayEquals(only, sealing.evaluateChallenge(new byte[4]), "the layer that signs and seals is taken");
        assertTrue(sealing.isComplete());
        assertThrows(SaslException.class, () -> sealing.evaluateChallenge(new byte[0]), "who goes on after the end");

        GssSasl signing = sasl(true, (byte) 3, (byte) 0, (byte) -1, (byte) -1);
        signing.evaluateChallenge(new byte[0]);
        SaslException refused = assertThrows(SaslException.class, () -> signing.evaluateChallenge(new byte[4]));
        assertNotSealed(refused);
        GssSasl open = sasl(false, (byte) 7, (byte) 0, (byte) -1, (byte) -1);
        assertNotSealed(assertThrows(SaslException.class, () -> open.evaluateChallenge(new byte[0])));
        assertThrows(SaslException.class, () -> open.unwrap(new byte[9], 0, 9), "a message that is not sealed");
    }

    /** Only who connects learns whether there is TLS: what breaks off later may be there the next hour. */
    @Test
    void anErrorOfTlsInTheMiddleOfAReadingIsAConnectionThatBrokeOff() {
        NamingException told = new CommunicationException("localhost:636");
        told.setRootCause(new SSLException("Tag mismatch"));
        assertTrue(Faults.of("dc1", "DC=x", told).what().startsWith("directory-broken-off|dc1|"));
        assertTrue(Faults.ofConnecting("dc1", told).what().startsWith("directory-no-tls|dc1|"));
    }

    private static void assertNotSealed(SaslException e) {
        NamingException told = new NamingException(GssSasl.NAME);
        told.setRootCause(e);
        Refused refused = Faults.of("dc1.mairie.example", "", told);
        assertEquals(ReasonCode.NOT_SUPPORTED, refused.reason(), refused.what());
        assertTrue(refused.what().startsWith("directory-not-sealed|dc1.mairie.example"), refused.what());
    }

    @Test
    void aKeyThatIsNotThereOrNoKeyIsSaid(@TempDir Path root) throws IOException {
        assertEquals("directory-no-domain", refused(root));
        Path file = root.resolve(Membership.KEYTAB);
        Files.createDirectories(file);
        assertTrue(refused(root).startsWith("directory-keytab-unread|" + file), refused(root));
        Files.delete(file);
        Files.write(file, new byte[] {5, 2, 0, 0});
        assertEquals("directory-keytab-empty|" + file, refused(root));
    }

    private static String refused(Path root) {
        return assertThrows(Refused.class, () -> Membership.ofLinux(root, InstantSource.system()))
                .what();
    }

    @Test
    void aWorkgroupIsNoDomain() {
        assertEquals(
                List.of("directory-no-domain", ReasonCode.NOT_PRESENT),
                List.of(Membership.none().what(), Membership.none().reason()));
    }
}
