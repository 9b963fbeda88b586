package bzh.vigie.agent.windows.program;

import bzh.vigie.event.Sha256;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a file that may run tells of itself. Texts are empty where there is none.
 *
 * @param sha256 over the whole file
 * @param authentihash SHA-256 that an Authenticode signature would cover; empty for what is no PE
 * @param imports DLLs that it loads at its start or at first use, at most 256
 * @param imphash MD5 over the imported names, lower-case hex; empty without imports
 * @param tlsh {@code T1} and 70 hex digits; empty for a file that is too small, too uniform or over {@link Programs#TLSH_LIMIT}
 * @param version what its version resource says of it
 * @param pdb path of the symbols that its maker had
 * @param build by which its build is known again: {@code go:} and Go's build id, or {@code mvid:} and the identity of a module of .NET
 * @param signing who signed it
 * @param carried what lies where no signature looks: it can steer a program and leave its signature valid
 */
public record ProgramFacts(
        Sha256 sha256,
        Form form,
        Optional<Sha256> authentihash,
        List<String> imports,
        String imphash,
        String tlsh,
        Version version,
        String pdb,
        String build,
        Signing signing,
        Set<Oddity> oddities,
        List<Carried> carried) {

    public ProgramFacts {
        imports = List.copyOf(imports);
        oddities = Set.copyOf(oddities);
        carried = List.copyOf(carried);
    }

    /** The same without what is long: the DLLs that it loads, and what lies beside its signature. */
    public ProgramFacts brief() {
        return new ProgramFacts(
                sha256,
                form,
                authentihash,
                List.of(),
                imphash,
                tlsh,
                version,
                pdb,
                build,
                signing,
                oddities,
                List.of());
    }

    /** What kind of file it is. */
    public enum Form {
        PE32,
        PE64,
        /** It begins like a program and is none that could be read. */
        BROKEN_PE,
        /** A script, a document, anything else. */
        OTHER
    }

    /** Strings of the version resource (VS_VERSIONINFO), of the first language that has them. */
    public record Version(String originalName, String internalName, String company, String description) {
        public static final Version NONE = new Version("", "", "", "");
    }

    /** What is unusual about the file. Closed. */
    public enum Oddity {
        /** It runs in the .NET runtime: its code is not where a native program's is. */
        DOT_NET,
        /** Bytes after the last section that are not the certificate table. */
        OVERLAY,
        /** The table of certificates lies outside the file, over its headers or is larger than any. */
        CERTIFICATE_TABLE_MISPLACED,
        /** Bytes other than zero stand after a signature, within the certificate table. */
        BYTES_AFTER_SIGNATURE,
        /** Bytes stand after the certificate table. */
        BYTES_AFTER_TABLE,
        /** A signature has unauthenticated attributes that no signature needs. */
        UNKNOWN_ATTRIBUTE,
        /** A signature brings a certificate that no chain in it uses, with an extension of its own. */
        UNUSED_CERTIFICATE,
        /** The file's digest in the signature is MD5 or SHA-1. */
        WEAK_DIGEST,
        /** It has several signatures of which not all hold. */
        OTHER_SIGNATURE_BROKEN
    }

    /**
     * Something that a signature does not protect.
     *
     * @param kind the oddity that it makes
     * @param what object identifier of the attribute or extension; empty otherwise
     * @param length bytes
     * @param text what can be read in it, at most {@link #MAX_TEXT} characters, made fit to print
     */
    public record Carried(Oddity kind, String what, long length, String text) {
        public static final int MAX_TEXT = 512;
    }
}
