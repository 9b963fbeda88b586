package bzh.vigie.agent.windows.program;

import bzh.vigie.agent.fuzz.FuzzTarget;
import bzh.vigie.agent.host.Bytes;
import bzh.vigie.agent.windows.program.Signing.By;
import bzh.vigie.event.Item.Signature;
import bzh.vigie.event.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Programs, catalogues and what signs them, under Jazzer: nothing throws, and only what was signed is valid. */
public final class ProgramTargets {
    private ProgramTargets() {}

    public static List<FuzzTarget> all() {
        return List.of(
                new FuzzTarget(
                        "windows-program",
                        ProgramTargets::program,
                        List.of(
                                Specimens.read("stamped.exe"),
                                Specimens.read("nested.exe"),
                                Specimens.read("after-signature.exe"),
                                Specimens.read("table-without-signature.exe"))),
                new FuzzTarget(
                        "windows-catalogue",
                        ProgramTargets::catalogue,
                        List.of(Specimens.read("first.cat"), Specimens.read("second.cat"))),
                new FuzzTarget("windows-signature", ProgramTargets::signature, List.of(signatureOf("stamped.exe"))),
                new FuzzTarget(
                        "windows-script",
                        bytes -> {
                            ProgramFacts ignored = new Programs(Catalogues.NONE, Specimens.pins(), Specimens.CLOCK)
                                    .facts(Bytes.of(bytes));
                        },
                        List.of(Specimens.read("script.ps1"))),
                new FuzzTarget("windows-version", VersionResource::of, List.of(version())));
    }

    private static void program(byte[] bytes) throws Exception {
        ProgramFacts facts = new Programs(Catalogues.NONE, Specimens.pins(), Specimens.CLOCK).facts(Bytes.of(bytes));
        Optional<Sha256> signed = Specimens.facts("unsigned.exe").authentihash();
        if (facts.signing().verdict() == Signature.VALID
                && !facts.authentihash().equals(signed)) {
            throw new IllegalStateException("valid, and not what was signed");
        }
    }

    private static void catalogue(byte[] bytes) throws Exception {
        CatalogueIndex index = CatalogueIndex.of(folder(bytes), Specimens.pins(), Specimens.CLOCK);
        byte[] unlisted = new byte[32];
        Arrays.fill(unlisted, (byte) 0x11);
        if (index.signing(unlisted).filter(s -> s.verdict() == Signature.VALID).isPresent()) {
            throw new IllegalStateException("valid, and not what was signed");
        }
    }

    private static void signature(byte[] bytes) throws Exception {
        try {
            Judge.Verdict ignored = new Judge(Specimens.pins(), Specimens.CLOCK).of(Cms.read(bytes), By.EMBEDDED);
        } catch (Malformed e) {
            // no signature
        }
    }

    /** The SignedData at the end of a specimen. */
    private static byte[] signatureOf(String name) {
        byte[] file = Specimens.read(name);
        try {
            PeFile pe = PeFile.read(new Window(Bytes.of(file))).orElseThrow();
            return Arrays.copyOfRange(file, (int) CertificateTable.of(pe).at() + 8, file.length);
        } catch (IOException | Malformed e) {
            throw new IllegalStateException(name, e);
        }
    }

    /** The version resource of a specimen: it begins with its length and ends with its section. */
    private static byte[] version() {
        byte[] file = Specimens.read("unsigned.exe");
        byte[] key = "VS_VERSION_INFO".getBytes(StandardCharsets.UTF_16LE);
        for (int at = 6; at + key.length < file.length; at++) {
            if (Arrays.equals(file, at, at + key.length, key, 0, key.length)) {
                int length = (file[at - 6] & 0xff) | ((file[at - 5] & 0xff) << 8);
                return Arrays.copyOfRange(file, at - 6, at - 6 + length);
            }
        }
        throw new IllegalStateException("the specimen has no version");
    }

    private static CatalogueFolder folder(byte[] bytes) {
        return new CatalogueFolder() {
            @Override
            public List<String> names() {
                return List.of("x.cat");
            }

            @Override
            public boolean read(String name, Reader reader) throws IOException {
                reader.read(Bytes.of(bytes));
                return true;
            }
        };
    }
}
