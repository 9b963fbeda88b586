package bzh.vigie.collector.identity;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;

/** Certificates and keys in PEM (RFC 7468); the authority's key encrypted by PBES2 (RFC 8018), as openssl reads it too. */
final class Pem {
    private static final String PBES2 = "PBEWithHmacSHA256AndAES_256";
    private static final int ROUNDS = 210_000;

    private Pem() {}

    static String certificate(X509Certificate certificate) {
        return block("CERTIFICATE", Authorities.der(certificate));
    }

    static String key(PrivateKey key) {
        return block("PRIVATE KEY", key.getEncoded());
    }

    static String encryptedKey(PrivateKey key, char[] passphrase, SecureRandom random)
            throws GeneralSecurityException, IOException {
        byte[] salt = new byte[16];
        random.nextBytes(salt);
        SecretKey secret = SecretKeyFactory.getInstance(PBES2).generateSecret(new PBEKeySpec(passphrase));
        Cipher cipher = Cipher.getInstance(PBES2);
        cipher.init(
                Cipher.ENCRYPT_MODE,
                secret,
                new PBEParameterSpec(salt, Passphrases.rounds(passphrase, ROUNDS)),
                random);
        byte[] sealed = cipher.doFinal(key.getEncoded());
        // Under the cipher's own name for them the parameters have no object identifier.
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("PBES2");
        parameters.init(cipher.getParameters().getEncoded());
        return block("ENCRYPTED PRIVATE KEY", new EncryptedPrivateKeyInfo(parameters, sealed).getEncoded());
    }

    static X509Certificate readCertificate(String pem) throws GeneralSecurityException {
        byte[] der = content(pem, "CERTIFICATE");
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
    }

    static PrivateKey readKey(String pem) throws GeneralSecurityException {
        return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(content(pem, "PRIVATE KEY")));
    }

    static PrivateKey readEncryptedKey(String pem, char[] passphrase) throws GeneralSecurityException, IOException {
        EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(content(pem, "ENCRYPTED PRIVATE KEY"));
        SecretKey secret = SecretKeyFactory.getInstance(PBES2).generateSecret(new PBEKeySpec(passphrase));
        Cipher cipher = Cipher.getInstance(PBES2);
        cipher.init(Cipher.DECRYPT_MODE, secret, info.getAlgParameters());
        return KeyFactory.getInstance("EC").generatePrivate(info.getKeySpec(cipher));
    }

    private static String block(String label, byte[] content) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
    }

    private static byte[] content(String pem, String label) throws GeneralSecurityException {
        String begin = "-----BEGIN " + label + "-----";
        int start = pem.indexOf(begin);
        int end = pem.indexOf("-----END " + label + "-----");
        if (start < 0 || end < start) {
            throw new GeneralSecurityException("no " + label + " in it");
        }
        try {
            return Base64.getMimeDecoder()
                    .decode(pem.substring(start + begin.length(), end).getBytes(StandardCharsets.US_ASCII));
        } catch (IllegalArgumentException e) {
            throw new GeneralSecurityException("its base64 is damaged", e);
        }
    }
}
