package bzh.vigie.agent.windows.program;

import bzh.vigie.agent.host.Bytes;
import bzh.vigie.agent.windows.program.ProgramFacts.Carried;
import bzh.vigie.agent.windows.program.ProgramFacts.Oddity;
import bzh.vigie.agent.windows.program.Signer.Attribute;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The signatures that a program or script brings along. A program's lie in its certificate table, with whatever else does. The table is a row of WIN_CERTIFICATE, each from a
 * multiple of eight on: length (32 bits, these eight bytes included), revision, kind (2: SignedData), then the SignedData, which
 * may be shorter than its place. A signature may hold further ones as unsigned attributes (Microsoft, "Windows Authenticode
 * Portable Executable Signature Format").
 */
final class EmbeddedSignatures {
    private static final int SIGNED_DATA = 2;
    private static final int MOST = 16;
    private static final int LARGEST_READ = 64 << 10;

    /** Unsigned attributes that signatures have without telling a program anything. */
    private static final Set<String> USUAL = Set.of(
            Oids.TIME_STAMP_TOKEN,
            Oids.COUNTER_SIGNATURE,
            Oids.NESTED_SIGNATURE,
            "1.2.840.113549.1.9.16.2.14",
            "1.3.6.1.4.1.311.2.6.1",
            "1.3.6.1.4.1.311.2.6.2");

    /** A signature over the image. */
    record Embedded(Cms cms, ImageDigest digest) {}

    private final List<Embedded> signatures = new ArrayList<>();
    private final List<Carried> carried = new ArrayList<>();
    private boolean unreadable;

    private EmbeddedSignatures() {}

    static EmbeddedSignatures of(Bytes file, Window window, CertificateTable table) throws IOException {
        EmbeddedSignatures found = new EmbeddedSignatures();
        long end = table.at() + table.size();
        long at = table.at();
        try {
            for (int i = 0; i < MOST && at + 8 <= end; i++) {
                long length = window.u32(at);
                if (length == 0 && i > 0) {
                    break;
                }
                if (length <= 8 || length > end - at) {
                    throw new Malformed("a certificate of " + length + " bytes");
                }
                if (window.u16(at + 6) == SIGNED_DATA) {
                    found.signature(file, window, at + 8, at + length);
                } else {
                    found.unreadable = true;
                }
                at += (length + 7) & ~7L;
            }
        } catch (Malformed e) {
            found.unreadable = true;
        }
        if (at < end) {
            found.after(window, at, end);
        }
        return found;
    }

    /** Those of a script. */
    static EmbeddedSignatures of(SignedScript script) throws IOException {
        EmbeddedSignatures found = new EmbeddedSignatures();
        try {
            Optional<byte[]> block = script.block();
            if (block.isPresent()) {
                found.add(Cms.read(block.get()), 0);
            }
            found.unreadable = block.isEmpty();
        } catch (Malformed e) {
            found.unreadable = true;
        }
        return found;
    }

    /** Digests over what is signed that the signatures have. */
    Set<String> algorithms() {
        Set<String> algorithms = new LinkedHashSet<>();
        signatures.forEach(s -> s.digest().algorithm().ifPresent(algorithms::add));
        return algorithms;
    }

    List<Embedded> signatures() {
        return signatures;
    }

    /** What lies after a signature or in its unsigned attributes. */
    List<Carried> carried() {
        return carried;
    }

    /** Whether there is something that should be a signature and cannot be read as one. */
    boolean isUnreadable() {
        return unreadable;
    }

    private void signature(Bytes file, Window window, long from, long to) throws IOException {
        try {
            Cms cms = Cms.read(file, window, from, to);
            after(window, cms.end(), to);
            add(cms, 0);
        } catch (Malformed e) {
            unreadable = true;
            after(window, from, to);
        }
    }

    private void add(Cms cms, int depth) throws IOException, Malformed {
        signatures.add(new Embedded(cms, ImageDigest.of(cms)));
        for (Signer signer : cms.signers()) {
            for (Attribute each : signer.unsigned()) {
                if (each.type().equals(Oids.NESTED_SIGNATURE)) {
                    nested(each, depth);
                } else if (!USUAL.contains(each.type())) {
                    byte[] content = each.values().content();
                    carried.add(new Carried(
                            Oddity.UNKNOWN_ATTRIBUTE, each.type(), content.length, ReadableText.in(content)));
                }
            }
        }
    }

    private void nested(Attribute attribute, int depth) throws IOException, Malformed {
        for (Der each : attribute.values().children()) {
            if (depth < 2 && signatures.size() < MOST) {
                try {
                    add(Cms.read(each.encoded()), depth + 1);
                } catch (Malformed e) {
                    unreadable = true;
                }
            }
        }
    }

    /** Tells of bytes that should be nothing but up to seven zeros. */
    private void after(Window window, long from, long to) throws IOException {
        try {
            byte[] bytes = window.bytes(from, (int) Math.min(LARGEST_READ, to - from));
            boolean empty = true;
            for (byte b : bytes) {
                empty &= b == 0;
            }
            if (!empty || to - from > bytes.length) {
                carried.add(new Carried(Oddity.BYTES_AFTER_SIGNATURE, "", to - from, ReadableText.in(bytes)));
            }
        } catch (Malformed e) {
            unreadable = true;
        }
    }

    /** The digest of the image that a signature is over. */
    record ImageDigest(Optional<String> algorithm, Der digest) {

        /** From SpcIndirectDataContent: SEQUENCE { what, DigestInfo SEQUENCE { algorithm, OCTETS } }. */
        static ImageDigest of(Cms cms) throws IOException, Malformed {
            if (!cms.contentType().equals(Oids.INDIRECT_DATA)) {
                throw new Malformed("a signature of something else");
            }
            Cursor content = cms.content();
            content.skip();
            Der info = content.small().as(Der.SEQUENCE);
            return new ImageDigest(
                    Oids.digest(info.child(0).child(0).objectId()),
                    info.child(1).as(Der.OCTETS));
        }
    }
}
