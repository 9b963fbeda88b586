package bzh.vigie.agent.windows.program;

import bzh.vigie.agent.host.Bytes;
import bzh.vigie.agent.windows.program.SignatureCheck.Taker;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;

/**
 * A SignedData (RFC 5652, 5.1; PKCS #7), of which the signed content is only located: a catalogue's may be larger than memory.
 *
 * <pre>
 * ContentInfo  SEQUENCE { contentType, [0] { SEQUENCE {
 *   version, digestAlgorithms SET,
 *   encapContentInfo SEQUENCE { contentType, [0] { content } },
 *   [0] certificates, [1] crls, signerInfos SET } } }
 * </pre>
 *
 * @param contentType object identifier of the content
 * @param contentFrom where the content's own content is in the source: what a signer's digest is made over
 * @param certificates each in DER
 * @param end where the SignedData ends in the source
 */
record Cms(
        Bytes source,
        String contentType,
        long contentFrom,
        long contentLength,
        List<byte[]> certificates,
        List<Signer> signers,
        long end) {

    /** Of a set of certificates or signers that is read. */
    private static final int LARGEST_SET = 4 << 20;

    private static final int MOST_CERTIFICATES = 64;
    private static final int MOST_SIGNERS = 16;

    static Cms read(byte[] bytes) throws IOException, Malformed {
        Bytes source = Bytes.of(bytes);
        return read(source, new Window(source), 0, bytes.length);
    }

    /** The SignedData that begins there and ends before that limit. */
    static Cms read(Bytes source, Window window, long at, long limit) throws IOException, Malformed {
        Cursor outer = new Cursor(window, at, limit);
        Cursor info = outer.into(Der.SEQUENCE);
        if (!info.small().objectId().equals(Oids.SIGNED_DATA)) {
            throw new Malformed("no signed data");
        }
        Cursor data = info.into(0xa0).into(Der.SEQUENCE);
        data.skip();
        data.skip();
        Cursor content = data.into(Der.SEQUENCE);
        String contentType = content.small().objectId();
        long contentFrom = content.at();
        long contentLength = 0;
        if (content.more()) {
            Cursor inner = content.into(0xa0).intoAny();
            contentFrom = inner.at();
            contentLength = inner.limit() - inner.at();
        }
        List<byte[]> certificates = new ArrayList<>();
        List<Signer> signers = new ArrayList<>();
        while (data.more()) {
            switch (data.tag()) {
                case 0xa0 -> {
                    for (Der each : data.whole(LARGEST_SET).children()) {
                        if (certificates.size() < MOST_CERTIFICATES && each.is(Der.SEQUENCE)) {
                            certificates.add(each.encoded());
                        }
                    }
                }
                case Der.SET -> {
                    for (Der each : data.whole(LARGEST_SET).children()) {
                        if (signers.size() < MOST_SIGNERS) {
                            signers.add(Signer.of(each));
                        }
                    }
                }
                default -> data.skip();
            }
        }
        return new Cms(source, contentType, contentFrom, contentLength, certificates, signers, outer.at());
    }

    /** Hands over the content. */
    void to(Taker taker) throws IOException, GeneralSecurityException {
        byte[] buffer = new byte[(int) Math.min(16 << 10, contentLength)];
        for (long at = contentFrom, end = contentFrom + contentLength; at < end; ) {
            int count = (int) Math.min(source.read(at, buffer), end - at);
            if (count <= 0) {
                throw new IOException("the file ended early");
            }
            taker.take(buffer, count);
            at += count;
        }
    }

    /** A cursor over the content. */
    Cursor content() throws IOException {
        return new Cursor(new Window(source), contentFrom, contentFrom + contentLength);
    }
}
