package bzh.vigie.agent.windows.program;

import bzh.vigie.agent.host.Bytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/**
 * A catalogue: a SignedData over a certificate trust list whose subjects are files (Microsoft, [MS-CAESO] 4.4.5.1 has the list's
 * shape).
 *
 * <pre>
 * SEQUENCE { version?, usage SEQUENCE, identifier OCTETS?, number?, from TIME, until TIME?, algorithm SEQUENCE,
 *   subjects SEQUENCE OF SEQUENCE { identifier OCTETS, attributes SET OF SEQUENCE { type, SET { value } } }, [0] extensions? }
 * </pre>
 *
 * <p>A subject's digest is in its attribute SPC_INDIRECT_DATA; its identifier is that digest, as text in UTF-16 (first version) or
 * as it is (second).
 */
final class CatalogueFile {
    private static final int LARGEST_SUBJECT = 64 << 10;

    /** Takes the digest of a file that a catalogue lists. */
    interface Taker {
        void take(byte[] digest);
    }

    private CatalogueFile() {}

    /** The SignedData of a catalogue; malformed for another file. */
    static Cms open(Bytes file) throws IOException, Malformed {
        Cms cms = Cms.read(file, new Window(file), 0, file.size());
        if (!cms.contentType().equals(Oids.TRUST_LIST)) {
            throw new Malformed("no trust list");
        }
        return cms;
    }

    /** Hands over the digests of all its subjects, as far as they can be read; whether they all can. */
    static boolean each(Bytes file, Taker taker) throws IOException {
        try {
            each(open(file), taker);
            return true;
        } catch (Malformed e) {
            return false;
        }
    }

    private static void each(Cms catalogue, Taker taker) throws IOException, Malformed {
        Cursor subjects = subjects(catalogue.content());
        while (subjects.more()) {
            long before = subjects.at();
            try {
                subject(subjects.whole(LARGEST_SUBJECT), taker);
            } catch (Malformed e) {
                if (subjects.at() == before) {
                    throw e;
                }
            }
        }
    }

    /** The list is the one SEQUENCE before which a time stood and which is not the algorithm. */
    private static Cursor subjects(Cursor list) throws IOException, Malformed {
        boolean dated = false;
        boolean algorithm = false;
        while (list.more()) {
            int tag = list.tag();
            if (tag == Der.SEQUENCE && dated && algorithm) {
                return list.into(Der.SEQUENCE);
            }
            algorithm |= tag == Der.SEQUENCE && dated;
            dated |= tag == 0x17 || tag == 0x18;
            list.skip();
        }
        return list;
    }

    private static void subject(Der subject, Taker taker) throws Malformed {
        List<Der> parts = subject.as(Der.SEQUENCE).children();
        for (Der attribute : parts.size() > 1 ? parts.get(1).children() : List.<Der>of()) {
            if (attribute.child(0).objectId().equals(Oids.INDIRECT_DATA)) {
                Der info = attribute.child(1).child().child(1);
                taker.take(info.child(1).as(Der.OCTETS).content());
                return;
            }
        }
        byte[] identifier = subject.child(0).as(Der.OCTETS).content();
        if (identifier.length == 20 || identifier.length == 32) {
            taker.take(identifier);
        } else {
            String text = new String(identifier, StandardCharsets.UTF_16LE).strip();
            String hex = text.endsWith("\0") ? text.substring(0, text.length() - 1) : text;
            if ((hex.length() == 40 || hex.length() == 64) && hex.chars().allMatch(HexFormat::isHexDigit)) {
                taker.take(HexFormat.of().parseHex(hex));
            }
        }
    }
}
