package bzh.vigie.agent.windows.program;

import bzh.vigie.agent.windows.program.FileDigests.Hole;
import bzh.vigie.agent.windows.program.PeFile.Directory;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the signatures of a program lie: a table of WIN_CERTIFICATE at its end, placed by file offset and not mapped into
 * memory. One that begins in the headers, that does not begin at a multiple of eight or that leaves the file is none.
 *
 * @param at file offset; where the file has no table, its end
 * @param size bytes; zero without one
 * @param misplaced the headers tell of one that cannot be
 */
record CertificateTable(long at, long size, boolean misplaced) {
    /** A larger one than any signer makes is not looked into. */
    static final long LARGEST = 16L << 20;

    static CertificateTable of(PeFile pe) {
        Directory told = pe.directory(PeFile.CERTIFICATES);
        long end = pe.window().size();
        if (!told.isThere()) {
            return new CertificateTable(end, 0, told.size() != 0);
        }
        boolean wrong = told.at() < pe.headersSize()
                || told.at() % 8 != 0
                || told.size() > LARGEST
                || told.at() > end - told.size();
        return wrong ? new CertificateTable(end, 0, true) : new CertificateTable(told.at(), told.size(), false);
    }

    boolean isThere() {
        return size > 0;
    }

    /** What the digest of the image leaves out of the file. */
    List<Hole> holes(PeFile pe) {
        List<Hole> holes = new ArrayList<>();
        holes.add(new Hole(pe.checksumAt(), 4));
        if (pe.certificatesEntryAt() >= 0) {
            holes.add(new Hole(pe.certificatesEntryAt(), 8));
        }
        if (isThere()) {
            holes.add(new Hole(at, size));
        }
        return holes;
    }

    /** How many zeros follow the image in its digest. */
    int padding() {
        return (int) (-at & 7);
    }
}
