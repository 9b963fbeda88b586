package bzh.vigie.observable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.observable.Observables.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * Fingerprints are those of {@code ssh-keygen -lf FILE} of OpenSSH 10, for PKCS #8 of {@code ssh-keygen -y -f FILE | ssh-keygen -lf -}. Keys were made
 * for this test: {@code *.openssh} by {@code ssh-keygen -t}, of them encrypted.openssh with a passphrase; {@code *.pkcs1} by {@code openssl genrsa
 * -traditional}; ec.sec1 by {@code openssl ecparam -name secp384r1 -genkey}; {@code *.pkcs8} by {@code openssl pkcs8 -topk8 -nocrypt} and {@code
 * openssl genpkey -algorithm ed25519}; {@code *.ppk} by {@code puttygen -O private}; rsa.rfc4716 by {@code ssh-keygen -e}.
 */
final class KeyFilesTest {
    private static final Map<String, String> FINGERPRINTS = Map.ofEntries(
            Map.entry("ed25519.openssh", "SHA256:rT+rYPq+fmumPEedY05H3kt8IvEzN2/LJ+giitJlZJk"),
            Map.entry("encrypted.openssh", "SHA256:5DacU0oQjjLbrFpMIt+sbiIKZBgnKVtOw1RqR0zMGRs"),
            Map.entry("ecdsa.openssh", "SHA256:Ggf1OJH3g76ODH7CUDQ5r4An2yeu9NFlU7855YIgu7M"),
            Map.entry("rsa.pkcs1", "SHA256:OvI277gX3FJhqaqyYh82/rZLdYrwSeT0sizIjNGjlOE"),
            Map.entry("rsa.pkcs8", "SHA256:OvI277gX3FJhqaqyYh82/rZLdYrwSeT0sizIjNGjlOE"),
            Map.entry("ec.sec1", "SHA256:Ks83vk8JUq8A6yYVBF0o8uGQmNMfkqRKfsxToJmKP90"),
            Map.entry("ec.pkcs8", "SHA256:Ks83vk8JUq8A6yYVBF0o8uGQmNMfkqRKfsxToJmKP90"),
            Map.entry("ed25519.pkcs8", "SHA256:Htccpu+Shbdz63ocwmzb7pbU7uCXCZQTEKOeVXh4W8w"));

    @Test
    void aPrivateKeyIsKnownByItsPublicHalfInEveryFormat() throws IOException {
        for (Map.Entry<String, String> each : FINGERPRINTS.entrySet()) {
            assertEquals(List.of(each.getValue()), keys(file(each.getKey())), each.getKey());
        }
    }

    @Test
    void aKeyInAScriptIsKnownHoweverItsLinesAreWritten() throws IOException {
        for (String name : List.of("ed25519.openssh", "rsa.pkcs1")) {
            String pem = file(name).strip();
            List<String> expected = List.of(Objects.requireNonNull(FINGERPRINTS.get(name)));
            for (String script : List.of(
                    "#!/bin/sh\ncat > /tmp/k <<'E'\n" + pem + "\nE\nssh -i /tmp/k a@b\n",
                    "printf '" + pem.replace("\n", "\\n") + "\\n' > /tmp/k",
                    "K=\"" + pem.replace("\n", " ") + "\"",
                    "key = (\"" + pem.replace("\n", "\\n\"\n       \"") + "\\n\")",
                    "$key = \"" + pem.replace("\n", "\\n\" .\n  \"") + "\";",
                    "var key = '" + pem.replace("\n", "\\n' +\n  '") + "';",
                    "  key: |\n    " + pem.replace("\n", "\r\n    "),
                    "echo "
                            + Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.UTF_8))
                            + " | base64 -d > /tmp/k")) {
                assertEquals(expected, keys(script), script);
            }
        }
    }

    @Test
    void keysOfPuttyAndOfRfc4716AreTheSame() throws IOException {
        assertTrue(keys(file("ed25519.ppk")).contains("SHA256:rT+rYPq+fmumPEedY05H3kt8IvEzN2/LJ+giitJlZJk"));
        for (String name : List.of("rsa.ppk", "rsa.rfc4716")) {
            assertTrue(keys(file(name)).contains("SHA256:k9GESLiEu8OUzqOsl3ChH7HnEWsRTI6cRsxaU75l2Y8"), name);
        }
    }

    @Test
    void whatCannotBeReadTellsNoKey() throws IOException {
        String rsa = file("rsa.pkcs1");
        for (String text : List.of(
                file("rsa-encrypted.pkcs1"),
                rsa.replace("RSA PRIVATE", "CERTIFICATE"),
                rsa.substring(0, 400) + "\n-----END RSA PRIVATE KEY-----",
                file("ec.sec1").replace("EC ", "ENCRYPTED "),
                "-----BEGIN PRIVATE KEY-----".repeat(2_000),
                "-----BEGIN PRIVATE KEY-----\nMIAAAAA=\n-----END PRIVATE KEY-----",
                "PRIVATE KEY-----\nMIAAAAA=\n-----END ")) {
            assertEquals(List.of(), keys(text), text);
        }
    }

    private static List<String> keys(String text) {
        return Observables.values(Observables.of(List.of(text)), Kind.KEY);
    }

    private static String file(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(KeyFilesTest.class.getResourceAsStream("/keys/" + name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
