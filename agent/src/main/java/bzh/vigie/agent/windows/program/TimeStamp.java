package bzh.vigie.agent.windows.program;

import bzh.vigie.agent.host.FileDigest;
import bzh.vigie.agent.windows.program.SignatureCheck.Content;
import bzh.vigie.agent.windows.program.SignatureCheck.Outcome;
import bzh.vigie.agent.windows.program.Signer.Attribute;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Somebody else's word for when a signature was there already: a token (RFC 3161) or the older counter-signature (PKCS #9) among
 * the unsigned attributes, over the signature's bytes.
 *
 * @param at when
 * @param chain of whoever stamped
 */
record TimeStamp(Instant at, Chain chain) {

    /** The one of that signer that holds; one that leads to a pinned root before others. */
    static Optional<TimeStamp> of(Signer signer, List<X509Certificate> certificates, Chains chains) throws IOException {
        Optional<TimeStamp> best = Optional.empty();
        for (Attribute each : signer.unsigned()) {
            Optional<TimeStamp> stamp;
            try {
                stamp = switch (each.type()) {
                    case Oids.TIME_STAMP_TOKEN -> token(each.value(), signer, certificates, chains);
                    case Oids.COUNTER_SIGNATURE -> counter(each.value(), signer, certificates, chains);
                    default -> Optional.empty();
                };
            } catch (Malformed e) {
                continue;
            }
            if (stamp.isPresent() && (best.isEmpty() || !best.get().chain().isPinned())) {
                best = stamp;
            }
        }
        return best;
    }

    private static Optional<TimeStamp> token(Der value, Signer stamped, List<X509Certificate> around, Chains chains)
            throws IOException, Malformed {
        Cms token = Cms.read(value.encoded());
        if (!token.contentType().equals(Oids.TIME_STAMP_INFO) || token.signers().isEmpty()) {
            return Optional.empty();
        }
        List<Der> info = token.content().small().as(Der.SEQUENCE).children();
        if (info.size() < 5) {
            return Optional.empty();
        }
        Der imprint = info.get(2);
        Optional<String> digest = Oids.digest(imprint.child(0).child(0).objectId());
        boolean same = digest.isPresent()
                && MessageDigest.isEqual(
                        FileDigest.of(digest.get()).digest(stamped.signature()),
                        imprint.child(1).as(Der.OCTETS).content());
        if (!same) {
            return Optional.empty();
        }
        List<X509Certificate> all = new ArrayList<>(chains.certificates(token.certificates()));
        all.addAll(around);
        return stamp(token.signers().getFirst(), info.get(4).time(), all, token::to, chains);
    }

    private static Optional<TimeStamp> counter(Der value, Signer stamped, List<X509Certificate> around, Chains chains)
            throws IOException, Malformed {
        Signer counter = Signer.of(value);
        Optional<Attribute> time = counter.signed(Oids.SIGNING_TIME);
        if (time.isEmpty()) {
            return Optional.empty();
        }
        byte[] signature = stamped.signature();
        Content content = taker -> taker.take(signature, signature.length);
        return stamp(counter, time.get().value().time(), around, content, chains);
    }

    private static Optional<TimeStamp> stamp(
            Signer signer, Instant at, List<X509Certificate> certificates, Content content, Chains chains)
            throws IOException {
        Optional<X509Certificate> own =
                certificates.stream().filter(signer::names).findFirst();
        if (own.isEmpty() || SignatureCheck.of(signer, own.get().getPublicKey(), content) != Outcome.HOLDS) {
            return Optional.empty();
        }
        Chain chain = chains.of(own.get(), certificates);
        boolean sound = chain.end() != Chain.End.WRONG
                && chain.validAt(at)
                && chain.allows(Oids.STAMPING_TIME, true)
                && !chain.isWeak();
        return sound ? Optional.of(new TimeStamp(at, chain)) : Optional.empty();
    }
}
