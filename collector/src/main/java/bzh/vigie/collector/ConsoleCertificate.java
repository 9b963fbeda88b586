package bzh.vigie.collector;

import bzh.vigie.collector.console.ConsoleTls;
import bzh.vigie.collector.identity.Authorities;
import bzh.vigie.collector.identity.IdentityFolder;
import bzh.vigie.settings.Allowed;
import bzh.vigie.settings.BadSettingException;
import bzh.vigie.settings.Settings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The certificate that browsers see: one that is configured, otherwise the collector's own, signed by its authority. */
final class ConsoleCertificate {
    static final String CERTIFICATE = "console-certificate";
    static final String KEY = "console-key";

    private static final Pattern PRIVATE_KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

    private ConsoleCertificate() {}

    /** The collector's own. */
    static ConsoleTls own(IdentityFolder.Server server, Authorities authorities) {
        return new ConsoleTls(
                List.of(server.certificate(), authorities.signing().certificate()), server.key());
    }

    /**
     * The one that is configured; empty where none is.
     *
     * @throws BadSettingException if the files are no certificate and its key
     */
    static Optional<ConsoleTls> configured(Settings settings) throws BadSettingException {
        Optional<Path> certificate = settings.fileToRead(CERTIFICATE);
        Optional<Path> key = settings.fileToRead(KEY);
        if (certificate.isEmpty() && key.isEmpty()) {
            return Optional.empty();
        }
        if (certificate.isEmpty() || key.isEmpty()) {
            throw settings.bad(certificate.isEmpty() ? CERTIFICATE : KEY, Allowed.pem());
        }
        List<X509Certificate> chain;
        try {
            chain = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(certificate.get())))
                    .stream()
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (IOException | GeneralSecurityException e) {
            throw settings.bad(CERTIFICATE, Allowed.pem());
        }
        if (chain.isEmpty()) {
            throw settings.bad(CERTIFICATE, Allowed.pem());
        }
        try {
            PublicKey shown = chain.getFirst().getPublicKey();
            PrivateKey own = key(Files.readString(key.get(), StandardCharsets.US_ASCII), shown.getAlgorithm());
            if (!fit(own, shown)) {
                throw settings.bad(KEY, Allowed.pem());
            }
            return Optional.of(new ConsoleTls(chain, own));
        } catch (IOException | GeneralSecurityException e) {
            throw settings.bad(KEY, Allowed.pem());
        }
    }

    /** Whether what the key signs is verified by the certificate. */
    private static boolean fit(PrivateKey key, PublicKey shown) throws GeneralSecurityException {
        String algorithm = switch (shown.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> shown.getAlgorithm();
        };
        byte[] said = {1};
        Signature signing = Signature.getInstance(algorithm);
        signing.initSign(key);
        signing.update(said);
        byte[] signature = signing.sign();
        Signature verifying = Signature.getInstance(algorithm);
        verifying.initVerify(shown);
        verifying.update(said);
        return verifying.verify(signature);
    }

    private static PrivateKey key(String pem, String algorithm) throws GeneralSecurityException {
        Matcher block = PRIVATE_KEY.matcher(pem);
        if (!block.find()) {
            throw new InvalidKeySpecException("no PRIVATE KEY");
        }
        byte[] der = Base64.getMimeDecoder().decode(block.group(1));
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
    }
}
