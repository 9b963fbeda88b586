package bzh.vigie.collector.notify;

import bzh.vigie.collector.OutsideProgram;
import bzh.vigie.collector.identity.Authority;
import bzh.vigie.collector.identity.Keys;
import bzh.vigie.collector.identity.TestAgent;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Specimens;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** What receivers of tests are made of, and what they are told. */
public final class Receivers {
    private Receivers() {}

    /** Of a server named localhost, under this authority. */
    public static SSLContext tls(Authority authority) throws Exception {
        KeyPair pair = Keys.generate(new SecureRandom());
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("server", pair.getPrivate(), new char[0], new Certificate[] {
            authority.server(List.of("localhost"), pair.getPublic(), Instant.now()), authority.certificate()
        });
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    /** Writes the authority's certificate. */
    public static Path pem(Path file, Authority authority) throws Exception {
        return Files.writeString(
                file,
                "-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder()
                                .encodeToString(authority.certificate().getEncoded())
                        + "\n-----END CERTIFICATE-----\n");
    }

    /** Writes ca.pem, and cert.pem and key.pem of a server named localhost under it, for a program that is not Java. */
    static void serverFiles(Path dir, Authority authority) throws Exception {
        KeyPair pair = Keys.generate(new SecureRandom());
        pem(dir.resolve("ca.pem"), authority);
        Files.writeString(
                dir.resolve("cert.pem"),
                TestAgent.pem(authority.server(List.of("localhost"), pair.getPublic(), Instant.now())));
        // GnuTLS asks for the public half in the file of the secret one. RFC 5915 leaves it open; OpenSSL adds it.
        OutsideProgram.Result key = OutsideProgram.run(
                TestAgent.pem(pair.getPrivate()).getBytes(StandardCharsets.US_ASCII),
                "/usr/bin/openssl",
                "ec",
                "-out",
                dir.resolve("key.pem").toString());
        if (key.code() != 0) {
            throw new AssertionError(key.text());
        }
    }

    static Alert alert(String id, String rule, Severity severity, Commune commune, int minute) {
        Alert a = Specimens.alert(id, commune, 1, "cause-" + id, minute);
        return new Alert(
                a.id(),
                rule,
                severity,
                a.techniques(),
                commune,
                a.host(),
                "host-" + id,
                a.cause(),
                a.firstEvent(),
                a.time(),
                a.hostTime(),
                Map.of("name", "item-" + id),
                a.status(),
                a.count(),
                a.lastTime());
    }
}
