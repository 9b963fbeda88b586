package bzh.vigie.agent.windows.program;

import bzh.vigie.agent.host.Bytes;
import bzh.vigie.agent.windows.program.ProgramFacts.Carried;
import bzh.vigie.agent.windows.program.ProgramFacts.Form;
import bzh.vigie.agent.windows.program.ProgramFacts.Oddity;
import bzh.vigie.agent.windows.program.ProgramFacts.Version;
import bzh.vigie.event.Sha256;
import java.io.IOException;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Tells what a file that may run tells of itself. It is read in pieces, once for its digests, so that a program may be larger
 * than memory; whoever asks keeps the answer by the file's identity. Used by one thread.
 */
public final class Programs {
    /** Up to how many bytes of a file TLSH is computed: it takes far longer than the other digests. */
    public static final long TLSH_LIMIT = 64L << 20;

    private final byte[] buffer = new byte[64 << 10];

    public Programs(Catalogues catalogues, InstantSource clock) {}

    /** Of that file; what cannot be made out is told as such, only reading it may fail. */
    public ProgramFacts facts(Bytes file) throws IOException {
        Window window = new Window(file);
        try {
            Optional<PeFile> pe = PeFile.read(window);
            return pe.isPresent() ? ofProgram(file, pe.get()) : ofOther(file, Form.OTHER);
        } catch (Malformed e) {
            return ofOther(file, Form.BROKEN_PE);
        }
    }

    private ProgramFacts ofOther(Bytes file, Form form) throws IOException {
        FileDigests digests = new FileDigests(List.of(), 0, List.of(), file.size() <= TLSH_LIMIT);
        digests.read(file, buffer);
        return new ProgramFacts(
                digests.sha256(),
                form,
                Optional.empty(),
                List.of(),
                "",
                digests.tlsh(),
                Version.NONE,
                "",
                Signing.NOT_CHECKED,
                Set.of(),
                List.of());
    }

    private ProgramFacts ofProgram(Bytes file, PeFile pe) throws IOException {
        CertificateTable table = CertificateTable.of(pe);
        MessageDigest image = Sha256.digest();
        FileDigests digests =
                new FileDigests(table.holes(pe), table.padding(), List.of(image), file.size() <= TLSH_LIMIT);
        digests.read(file, buffer);
        Set<Oddity> oddities = EnumSet.noneOf(Oddity.class);
        List<Carried> carried = new ArrayList<>();
        unusual(pe, table, oddities, carried);
        Imports imports = Imports.of(pe);
        return new ProgramFacts(
                digests.sha256(),
                pe.form(),
                Optional.of(Sha256.of(image.digest())),
                imports.dlls(),
                imports.hash(),
                digests.tlsh(),
                VersionResource.of(pe),
                DebugPath.of(pe),
                Signing.NOT_CHECKED,
                oddities,
                carried);
    }

    private static void unusual(PeFile pe, CertificateTable table, Set<Oddity> oddities, List<Carried> carried) {
        if (pe.directory(PeFile.DOT_NET).isThere()) {
            oddities.add(Oddity.DOT_NET);
        }
        if (table.misplaced()) {
            oddities.add(Oddity.CERTIFICATE_TABLE_MISPLACED);
        }
        // Up to seven bytes align the table.
        if (table.at() - pe.end() >= 8) {
            oddities.add(Oddity.OVERLAY);
        }
        long after = pe.window().size() - table.at() - table.size();
        if (after > 0) {
            oddities.add(Oddity.BYTES_AFTER_TABLE);
            carried.add(new Carried(Oddity.BYTES_AFTER_TABLE, "", after, ""));
        }
    }
}
