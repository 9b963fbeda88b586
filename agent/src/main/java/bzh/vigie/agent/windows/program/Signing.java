package bzh.vigie.agent.windows.program;

import bzh.vigie.event.Item.Signature;
import bzh.vigie.event.Sha256;
import java.time.Instant;
import java.util.Optional;

/**
 * Who signed a file and whether that holds. "Valid" says that the file is what was signed, by a certificate that leads to a
 * root pinned by us, at a time when it was valid; the host's own stores are never asked. Revocation is not looked up.
 *
 * @param by where the signature was found
 * @param signer name of the signer's certificate: its common name, else its organisation; empty when unsigned
 * @param organisation the signer's organisation, as its authority certified it
 * @param publisher whose program it is, by the chain and not by a name
 * @param root SHA-256 of the last certificate that the chain leads to, pinned or not; empty where none was found
 * @param signedAt when, if a time stamp that holds says so
 * @param catalogue name of the catalogue that lists the file; empty otherwise
 */
public record Signing(
        Signature verdict,
        Reason reason,
        By by,
        String signer,
        String organisation,
        Publisher publisher,
        Optional<Sha256> root,
        Optional<Instant> signedAt,
        String catalogue) {

    /** Of a file without any signature. */
    public static final Signing UNSIGNED = of(Signature.UNSIGNED, Reason.NO_SIGNATURE, By.NONE);

    /** Of a file of which signatures were not looked for. */
    public static final Signing NOT_CHECKED = of(Signature.NOT_CHECKED, Reason.NOT_LOOKED_FOR, By.NONE);

    static Signing of(Signature verdict, Reason reason, By by) {
        return new Signing(verdict, reason, by, "", "", Publisher.NONE, Optional.empty(), Optional.empty(), "");
    }

    Signing inCatalogue(String name) {
        return new Signing(verdict, reason, By.CATALOGUE, signer, organisation, publisher, root, signedAt, name);
    }

    Signing but(Signature other, Reason why) {
        return new Signing(other, why, by, signer, organisation, publisher, root, signedAt, catalogue);
    }

    /** Whether it holds and Microsoft published it. */
    public boolean byMicrosoft() {
        return verdict == Signature.VALID && (publisher == Publisher.WINDOWS || publisher == Publisher.MICROSOFT);
    }

    /** Where a signature is. */
    public enum By {
        NONE,
        EMBEDDED,
        CATALOGUE
    }

    /** Whose program a valid signature says it is. */
    public enum Publisher {
        /** Nobody's: unsigned, or the signature does not hold. */
        NONE,
        /** A part of Windows (key usage 1.3.6.1.4.1.311.10.3.6) under a pinned root of Microsoft. */
        WINDOWS,
        /** Microsoft, under a pinned root of Microsoft. */
        MICROSOFT,
        /** Somebody else's that Microsoft signed: drivers tested by it, programs of its store, identities it verified. */
        SIGNED_FOR_OTHERS,
        /** Somebody else's; where it is valid, a public authority that we pinned certified the name. */
        OTHER
    }

    /** Why the verdict is what it is. Closed. */
    public enum Reason {
        /** Everything holds. */
        HOLDS,
        NO_SIGNATURE,
        NOT_LOOKED_FOR,
        /** The file is not what was signed. */
        DIGEST_DIFFERS,
        /** The signature was not made with the signer's key, or over other attributes. */
        SIGNATURE_WRONG,
        /** Everything holds but the chain leads to no root that we pinned. */
        CHAIN_NOT_PINNED,
        /** An issuer's certificate is not there. */
        CHAIN_INCOMPLETE,
        /** A certificate was not signed by its issuer, or its issuer may not sign. */
        CHAIN_WRONG,
        /** A certificate of the chain was not valid when it was signed, or it is unknown when that was. */
        EXPIRED,
        /** The signer's certificate is not for signing code. */
        WRONG_USAGE,
        /** MD2, MD5 or a key under 1,024 bits in the chain or the signature. */
        WEAK,
        /** An algorithm that this reader does not know. */
        UNKNOWN_ALGORITHM,
        /** What should be a signature cannot be read as one. */
        UNREADABLE,
        /** The certificate table is not where one may be. */
        MISPLACED
    }
}
