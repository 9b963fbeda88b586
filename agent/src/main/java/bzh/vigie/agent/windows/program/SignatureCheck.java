package bzh.vigie.agent.windows.program;

import bzh.vigie.agent.windows.program.Signer.Attribute;
import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.ProviderException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PSSParameterSpec;
import java.util.Locale;
import java.util.Optional;

/** Whether a signer's key made a signature (RFC 5652, 5.4 and 5.6). */
final class SignatureCheck {
    /** What comes out. */
    enum Outcome {
        HOLDS,
        WRONG,
        UNKNOWN_ALGORITHM
    }

    /** What was signed: it hands itself over in pieces. */
    interface Content {
        void to(Taker taker) throws IOException, GeneralSecurityException;
    }

    /** Takes the first bytes of the array. */
    interface Taker {
        void take(byte[] bytes, int count) throws GeneralSecurityException;
    }

    private SignatureCheck() {}

    static Outcome of(Signer signer, PublicKey key, Content content) throws IOException {
        Optional<String> digest = Oids.digest(signer.digest());
        if (digest.isEmpty()) {
            return Outcome.UNKNOWN_ALGORITHM;
        }
        try {
            Signature signature = signature(signer, key, digest.get());
            signature.initVerify(key);
            Optional<byte[]> attributes = signer.signedBytes();
            if (attributes.isPresent()) {
                if (!digestIs(signer, digest.get(), content)) {
                    return Outcome.WRONG;
                }
                signature.update(attributes.get());
            } else {
                content.to((bytes, count) -> signature.update(bytes, 0, count));
            }
            return signature.verify(signer.signature()) ? Outcome.HOLDS : Outcome.WRONG;
        } catch (NoSuchAlgorithmException e) {
            return Outcome.UNKNOWN_ALGORITHM;
        } catch (GeneralSecurityException | ProviderException | Malformed e) {
            return Outcome.WRONG;
        }
    }

    private static boolean digestIs(Signer signer, String name, Content content)
            throws IOException, GeneralSecurityException, Malformed {
        Optional<Attribute> told = signer.signed(Oids.MESSAGE_DIGEST);
        if (told.isEmpty()) {
            return false;
        }
        MessageDigest digest = MessageDigest.getInstance(name);
        content.to((bytes, count) -> digest.update(bytes, 0, count));
        return MessageDigest.isEqual(
                digest.digest(), told.get().value().as(Der.OCTETS).content());
    }

    private static Signature signature(Signer signer, PublicKey key, String digest)
            throws GeneralSecurityException, Malformed, IOException {
        String kind = key.getAlgorithm();
        if (kind.startsWith("RSA") && signer.algorithm().child(0).objectId().equals(Oids.RSA_PSS)) {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("RSASSA-PSS");
            parameters.init(signer.algorithm().child(1).encoded());
            Signature signature = Signature.getInstance("RSASSA-PSS");
            signature.setParameter(parameters.getParameterSpec(PSSParameterSpec.class));
            return signature;
        }
        String with = kind.equals("EC") ? "ECDSA" : kind.toUpperCase(Locale.ROOT);
        return Signature.getInstance(digest.replace("-", "") + "with" + with);
    }
}
