package bzh.vigie.collector.identity;

import bzh.vigie.event.Sha256;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;

/** The one kind of key in use: ECDSA over P-256 (FIPS 186-5, secp256r1). */
public final class Keys {
    private Keys() {}

    /** A new key pair. */
    public static KeyPair generate(SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw IdentityException.unable("P-256 keys", e);
        }
    }

    /** Whether this is a P-256 key. */
    public static boolean isP256(PublicKey key) {
        if (!(key instanceof ECPublicKey ec)) {
            return false;
        }
        ECParameterSpec params = ec.getParams();
        ECParameterSpec expected = P256.PARAMS;
        return params.getCurve().equals(expected.getCurve())
                && params.getGenerator().equals(expected.getGenerator())
                && params.getOrder().equals(expected.getOrder());
    }

    /** Whether they are the two halves of one key. */
    static boolean belong(PrivateKey secret, PublicKey open) {
        try {
            byte[] sample = open.getEncoded();
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(secret);
            signature.update(sample);
            byte[] signed = signature.sign();
            signature.initVerify(open);
            signature.update(sample);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** What an agent is known by: SHA-256 of its public key (SubjectPublicKeyInfo, DER). */
    public static Sha256 hash(PublicKey key) {
        return Sha256.over(key.getEncoded());
    }

    private static final class P256 {
        static final ECParameterSpec PARAMS = params();

        private static ECParameterSpec params() {
            try {
                AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
                parameters.init(new ECGenParameterSpec("secp256r1"));
                return parameters.getParameterSpec(ECParameterSpec.class);
            } catch (GeneralSecurityException e) {
                throw IdentityException.unable("P-256 keys", e);
            }
        }
    }
}
