package bzh.vigie.agent.windows.program;

import bzh.vigie.agent.host.Bytes;
import bzh.vigie.agent.host.FileDigest;
import bzh.vigie.agent.windows.program.ProgramFacts.Carried;
import bzh.vigie.agent.windows.program.ProgramFacts.Form;
import bzh.vigie.agent.windows.program.ProgramFacts.Oddity;
import bzh.vigie.agent.windows.program.ProgramFacts.Version;
import bzh.vigie.agent.windows.program.Signing.By;
import bzh.vigie.agent.windows.program.Signing.Reason;
import bzh.vigie.event.Item.Signature;
import bzh.vigie.event.Sha256;
import java.io.IOException;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Tells what a file that may run tells of itself. It is read in pieces, once for its digests, so that a program may be larger
 * than memory; whoever asks keeps the answer by the file's identity. Used by one thread.
 */
public final class Programs {
    /** Up to how many bytes of a file TLSH is computed: it takes far longer than the other digests. */
    public static final long TLSH_LIMIT = 64L << 20;

    private static final String SHA_256 = "SHA-256";
    private static final String SHA_1 = "SHA-1";

    private final byte[] buffer = new byte[64 << 10];
    private final Catalogues catalogues;
    private final Authenticode authenticode;
    private final long tlshLimit;

    /**
     * With the catalogues of the system that the files are of.
     *
     * @param clock tells whether a certificate is valid where no time stamp tells when it was used
     */
    public Programs(Catalogues catalogues, InstantSource clock) {
        this(catalogues, Pins.ours(), clock, TLSH_LIMIT);
    }

    /** Likewise, with TLSH computed of files of up to so many bytes. */
    Programs(Catalogues catalogues, InstantSource clock, long tlshLimit) {
        this(catalogues, Pins.ours(), clock, tlshLimit);
    }

    Programs(Catalogues catalogues, Pins pins, InstantSource clock) {
        this(catalogues, pins, clock, TLSH_LIMIT);
    }

    private Programs(Catalogues catalogues, Pins pins, InstantSource clock, long tlshLimit) {
        this.tlshLimit = tlshLimit;
        this.catalogues = catalogues;
        this.authenticode = new Authenticode(new Judge(pins, clock));
    }

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
        Map<String, MessageDigest> wanted = new LinkedHashMap<>();
        if (!catalogues.isEmpty()) {
            wanted.put(SHA_1, FileDigest.of(SHA_1));
        }
        FileDigests digests = new FileDigests(List.of(), 0, List.copyOf(wanted.values()), file.size() <= tlshLimit);
        digests.read(file, buffer);
        Sha256 sha256 = digests.sha256();
        Map<String, byte[]> whole = finished(wanted);
        whole.put(SHA_256, sha256.bytes());
        Set<Oddity> oddities = EnumSet.noneOf(Oddity.class);
        List<Carried> carried = new ArrayList<>();
        Optional<SignedScript> script = form == Form.OTHER ? SignedScript.of(file) : Optional.empty();
        Signing signing = script.isPresent() ? ofScript(script.get(), oddities, carried) : Signing.UNSIGNED;
        return new ProgramFacts(
                sha256,
                form,
                Optional.empty(),
                List.of(),
                "",
                digests.tlsh(),
                Version.NONE,
                "",
                "",
                signing.verdict() == Signature.VALID ? signing : better(signing, byCatalogue(whole)),
                oddities,
                carried);
    }

    private Signing ofScript(SignedScript script, Set<Oddity> oddities, List<Carried> carried) throws IOException {
        if (!script.isKnown()) {
            return Signing.of(Signature.UNKNOWN, Reason.UNKNOWN_ALGORITHM, By.EMBEDDED);
        }
        EmbeddedSignatures embedded = EmbeddedSignatures.of(script);
        Map<String, byte[]> digests = new LinkedHashMap<>();
        embedded.algorithms().forEach(name -> digests.put(name, script.digest(name)));
        return authenticode.of(embedded, digests, oddities, carried);
    }

    private ProgramFacts ofProgram(Bytes file, PeFile pe) throws IOException {
        CertificateTable table = CertificateTable.of(pe);
        Optional<EmbeddedSignatures> embedded =
                table.isThere() ? Optional.of(EmbeddedSignatures.of(file, pe.window(), table)) : Optional.empty();
        Map<String, MessageDigest> wanted = wanted(embedded);
        FileDigests digests = new FileDigests(
                table.holes(pe), table.padding(), List.copyOf(wanted.values()), file.size() <= tlshLimit);
        digests.read(file, buffer);
        Map<String, byte[]> images = finished(wanted);
        Set<Oddity> oddities = EnumSet.noneOf(Oddity.class);
        List<Carried> carried = new ArrayList<>();
        unusual(pe, table, oddities, carried);
        Signing signing = Signing.UNSIGNED;
        if (embedded.isPresent()) {
            signing = authenticode.of(embedded.get(), images, oddities, carried);
        } else if (table.misplaced()) {
            signing = Signing.of(Signature.INVALID, Reason.MISPLACED, By.EMBEDDED);
        }
        if (signing.verdict() != Signature.VALID) {
            signing = better(signing, byCatalogue(images));
        }
        Imports imports = Imports.of(pe);
        return new ProgramFacts(
                digests.sha256(),
                pe.form(),
                Optional.ofNullable(images.get(SHA_256)).map(Sha256::of),
                imports.dlls(),
                imports.hash(),
                digests.tlsh(),
                VersionResource.of(pe),
                DebugPath.of(pe),
                build(pe),
                signing,
                oddities,
                carried);
    }

    private static String build(PeFile pe) throws IOException {
        String module = ModuleVersion.of(pe);
        if (!module.isEmpty()) {
            return "mvid:" + module;
        }
        try {
            byte[] head = pe.window()
                    .bytes(0, (int) Math.min(GoBuildId.HEAD, pe.window().size()));
            String go = GoBuildId.in(head, head.length);
            return go.isEmpty() ? "" : "go:" + go;
        } catch (Malformed e) {
            return "";
        }
    }

    /** The digests of the image that signatures are over, SHA-256 always. */
    private Map<String, MessageDigest> wanted(Optional<EmbeddedSignatures> embedded) {
        Map<String, MessageDigest> wanted = new LinkedHashMap<>();
        wanted.put(SHA_256, FileDigest.sha256());
        if (!catalogues.isEmpty()) {
            wanted.put(SHA_1, FileDigest.of(SHA_1));
        }
        embedded.ifPresent(e -> e.signatures()
                .forEach(s -> s.digest().algorithm().ifPresent(name -> wanted.computeIfAbsent(name, FileDigest::of))));
        return wanted;
    }

    private static Map<String, byte[]> finished(Map<String, MessageDigest> digests) {
        Map<String, byte[]> finished = new LinkedHashMap<>();
        digests.forEach((name, digest) -> finished.put(name, digest.digest()));
        return finished;
    }

    private Optional<Signing> byCatalogue(Map<String, byte[]> digests) throws IOException {
        Optional<Signing> best = Optional.empty();
        for (String name : List.of(SHA_256, SHA_1)) {
            byte[] digest = digests.get(name);
            if (digest != null && (best.isEmpty() || best.get().verdict() != Signature.VALID)) {
                Optional<Signing> found = catalogues.signing(digest);
                best = found.isPresent() ? found : best;
            }
        }
        return best;
    }

    /** A catalogue counts where the file itself says nothing, or where it says more. */
    private static Signing better(Signing embedded, Optional<Signing> listed) {
        boolean more = listed.isPresent()
                && (embedded.verdict() == Signature.UNSIGNED || listed.get().verdict() == Signature.VALID);
        return more ? listed.get() : embedded;
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
