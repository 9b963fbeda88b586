package bzh.vigie.agent.persistence;

import bzh.vigie.agent.host.Files;
import bzh.vigie.agent.host.Files.Kind;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.Reading.Absent;
import bzh.vigie.agent.host.Reading.Found;
import bzh.vigie.agent.host.Reading.Refused;
import bzh.vigie.agent.host.WindowsPath;
import bzh.vigie.agent.windows.program.ProgramFacts;
import bzh.vigie.agent.windows.program.ProgramFacts.Form;
import bzh.vigie.agent.windows.program.ProgramFacts.Oddity;
import bzh.vigie.agent.windows.program.Signing;
import bzh.vigie.agent.windows.program.Signing.Publisher;
import bzh.vigie.agent.windows.program.Signing.Reason;
import bzh.vigie.event.Item.Signature;
import bzh.vigie.event.Item.Trait;
import bzh.vigie.event.Sha256;
import java.time.InstantSource;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What the files that items of a Windows system run tell of themselves, for those items. Used by one thread. */
final class TargetFiles {
    private static final int MAX_TEXT = 512;

    /** Scripts that Windows can find a signature in (Get-AuthenticodeSignature; pwrshsip.dll, wshext.dll). */
    private static final Pattern SCRIPT =
            Pattern.compile("(?i).*\\.(?:ps1|psm1|psd1|ps1xml|psc1|cdxml|mof|vbs|vbe|js|jse|wsf)", Pattern.DOTALL);

    private static final Set<Reason> BROKEN =
            EnumSet.of(Reason.DIGEST_DIFFERS, Reason.SIGNATURE_WRONG, Reason.CHAIN_WRONG, Reason.MISPLACED);
    private static final Set<Oddity> BESIDE = EnumSet.of(
            Oddity.BYTES_AFTER_SIGNATURE,
            Oddity.BYTES_AFTER_TABLE,
            Oddity.UNKNOWN_ATTRIBUTE,
            Oddity.UNUSED_CERTIFICATE);

    private final Files files;
    private final KnownPrograms known;
    private final String windows;
    private Optional<Refused<?>> unread = Optional.empty();

    /** With the folder of Windows itself. */
    TargetFiles(Files files, HostPath windows, InstantSource clock) {
        this.files = files;
        this.known = new KnownPrograms(files, windows, clock);
        this.windows = WindowsPath.fold(WindowsPath.text(windows)) + "\\";
    }

    /** A new site is begun: what could not be read before is forgotten. */
    void begin() {
        unread = Optional.empty();
    }

    /** Why the first file that could not be read since then could not. */
    Optional<Refused<?>> unread() {
        return unread;
    }

    /** Of the file at that path, links followed; nothing of a directory. */
    TargetFile of(HostPath path) {
        boolean regular = files.status(path)
                .ifFound()
                .filter(status -> status.kind() == Kind.REGULAR)
                .isPresent();
        if (!regular) {
            return TargetFile.NONE;
        }
        return switch (known.of(path)) {
            case Found<ProgramFacts>(ProgramFacts facts) -> told(path, facts);
            case Absent<ProgramFacts> ignored -> TargetFile.NONE;
            case Refused<ProgramFacts> refused -> {
                unread = unread.isPresent() ? unread : Optional.of(refused);
                yield TargetFile.NONE;
            }
        };
    }

    private TargetFile told(HostPath path, ProgramFacts facts) {
        Signing signing = facts.signing();
        String text = WindowsPath.text(path);
        boolean canBeSigned = facts.form() != Form.OTHER || SCRIPT.matcher(text).matches();
        if (!canBeSigned && signing.verdict() == Signature.UNSIGNED) {
            return new TargetFile(
                    Optional.of(facts.sha256()), "", Signature.NOT_CHECKED, "", "", "", "", "", "", "", Set.of());
        }
        Set<Trait> traits = EnumSet.noneOf(Trait.class);
        if (BROKEN.contains(signing.reason())) {
            traits.add(Trait.SIGNATURE_BROKEN);
        }
        if (!Collections.disjoint(facts.oddities(), BESIDE)) {
            traits.add(Trait.BYTES_BESIDE_SIGNATURE);
        }
        return new TargetFile(
                Optional.of(facts.sha256()),
                shown(signing.signer()),
                verdict(text, signing),
                publisher(signing),
                facts.authentihash().map(Sha256::hex).orElse(""),
                facts.imphash(),
                facts.tlsh(),
                shown(facts.version().originalName()),
                shown(facts.pdb()),
                facts.build(),
                traits);
    }

    /** Windows' own files are signed by catalogues: where those are not there, nobody knows whether one is unsigned. */
    private Signature verdict(String path, Signing signing) {
        boolean unknown = signing.verdict() == Signature.UNSIGNED
                && WindowsPath.fold(path).startsWith(windows)
                && !known.hasCatalogues();
        return unknown ? Signature.UNKNOWN : signing.verdict();
    }

    private static String publisher(Signing signing) {
        if (!signing.byMicrosoft()) {
            return "";
        }
        return signing.publisher() == Publisher.WINDOWS ? "Windows" : "Microsoft";
    }

    private static String shown(String text) {
        return ItemMaker.cut(WindowsPath.shown(text), MAX_TEXT);
    }
}
