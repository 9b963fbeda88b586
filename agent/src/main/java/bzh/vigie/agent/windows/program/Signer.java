package bzh.vigie.agent.windows.program;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Who signed a SignedData and how (SignerInfo, RFC 5652, 5.3). */
final class Signer {
    private static final int MOST_ATTRIBUTES = 64;

    /** An attribute and its values. */
    record Attribute(String type, Der values) {
        /** Its first value. */
        Der value() throws Malformed {
            return values.child();
        }
    }

    private final Der who;
    private final String digest;
    private final Optional<Der> signedSet;
    private final List<Attribute> signed;
    private final Der algorithm;
    private final byte[] signature;
    private final List<Attribute> unsigned;

    private Signer(Der info) throws Malformed {
        List<Der> parts = info.as(Der.SEQUENCE).children();
        this.who = part(parts, 1);
        this.digest = part(parts, 2).child(0).objectId();
        this.signedSet = Optional.of(part(parts, 3)).filter(p -> p.is(0xa0));
        this.signed = signedSet.isPresent() ? attributes(signedSet.get()) : List.of();
        int next = signedSet.isPresent() ? 4 : 3;
        this.algorithm = part(parts, next).as(Der.SEQUENCE);
        this.signature = part(parts, next + 1).as(Der.OCTETS).content();
        boolean more = parts.size() > next + 2 && parts.get(next + 2).is(0xa1);
        this.unsigned = more ? attributes(parts.get(next + 2)) : List.of();
    }

    static Signer of(Der info) throws Malformed {
        return new Signer(info);
    }

    /** The digest that it was made over, as object identifier. */
    String digest() {
        return digest;
    }

    /** Object identifier and parameters of the signature. */
    Der algorithm() {
        return algorithm;
    }

    byte[] signature() {
        return signature.clone();
    }

    /** The signed attributes as they were signed, a SET; empty without any: the content itself is signed. */
    Optional<byte[]> signedBytes() {
        return signedSet.map(set -> {
            byte[] bytes = set.encoded();
            bytes[0] = Der.SET;
            return bytes;
        });
    }

    /** The first signed attribute of that type. */
    Optional<Attribute> signed(String type) {
        return signed.stream().filter(a -> a.type().equals(type)).findFirst();
    }

    List<Attribute> unsigned() {
        return unsigned;
    }

    /** Whether the certificate is the one that it names, by issuer and number or by its key's identifier. */
    boolean names(X509Certificate certificate) {
        try {
            if (who.is(Der.SEQUENCE)) {
                return Arrays.equals(
                                who.child(0).encoded(),
                                certificate.getIssuerX500Principal().getEncoded())
                        && who.child(1).integer().equals(certificate.getSerialNumber());
            }
            byte[] extension = certificate.getExtensionValue("2.5.29.14");
            return extension != null
                    && Arrays.equals(who.content(), Der.first(extension).child().content());
        } catch (Malformed e) {
            return false;
        }
    }

    private static Der part(List<Der> parts, int number) throws Malformed {
        if (number >= parts.size()) {
            throw new Malformed("a signer is cut off");
        }
        return parts.get(number);
    }

    private static List<Attribute> attributes(Der set) throws Malformed {
        List<Attribute> attributes = new ArrayList<>();
        for (Der each : set.children()) {
            if (attributes.size() < MOST_ATTRIBUTES) {
                attributes.add(new Attribute(each.child(0).objectId(), each.child(1)));
            }
        }
        return attributes;
    }
}
