package bzh.vigie.agent.windows.program;

import bzh.vigie.agent.host.Bytes;
import bzh.vigie.agent.host.Files;
import bzh.vigie.agent.host.HashedImage;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.WindowsPath;
import bzh.vigie.event.Item.Signature;
import bzh.vigie.event.Observed;
import bzh.vigie.event.Observed.Why;
import java.io.IOException;
import java.time.InstantSource;

/**
 * SHA-256 and signer of programs that a Windows runs. The signer is told where the signature holds, embedded or by a catalogue;
 * it is empty where nobody signed the file or the signature does not hold, and missed where that cannot be known. Thread-safe,
 * one file at a time.
 */
public final class SignedImages {
    private static final int LONGEST_NAME = 256;

    private final HostPath windows;
    private final InstalledCatalogues catalogues;
    private final Programs programs;

    /** With the folder of Windows itself, where its catalogues are. */
    public SignedImages(Files files, HostPath windows, InstantSource clock) {
        this.windows = windows;
        catalogues = new InstalledCatalogues(files, windows, clock);
        programs = new Programs(catalogues, clock, 0);
    }

    /** Of the file at that path. */
    public synchronized HashedImage of(HostPath path, Bytes file) throws IOException {
        ProgramFacts facts = programs.facts(file);
        return new HashedImage(facts.sha256(), signer(path, facts.signing()));
    }

    private Observed<String> signer(HostPath path, Signing signing) {
        if (signing.verdict() == Signature.VALID) {
            String name = WindowsPath.shown(signing.signer());
            return Observed.known(name.substring(0, Math.min(LONGEST_NAME, name.length())));
        }
        boolean ofWindows =
                WindowsPath.fold(WindowsPath.text(path)).startsWith(WindowsPath.fold(WindowsPath.text(windows)) + "\\");
        // Windows' own files are signed by catalogues.
        boolean unknown = signing.verdict() == Signature.UNSIGNED && ofWindows && !catalogues.areWhole();
        return unknown ? Observed.missed(Why.NOT_OFFERED) : Observed.known("");
    }
}
