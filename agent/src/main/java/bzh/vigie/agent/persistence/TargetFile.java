package bzh.vigie.agent.persistence;

import bzh.vigie.event.Item.Signature;
import bzh.vigie.event.Item.Trait;
import bzh.vigie.event.Sha256;
import java.util.Optional;
import java.util.Set;

/**
 * What an item tells of the file that it runs. Texts are empty where there is nothing to say.
 *
 * @param sha256 empty where the file could not be read
 * @param publisher {@code Windows} or {@code Microsoft}, by the chain and not by a name; empty for anybody else's
 * @param traits what the file adds to those of the item
 */
record TargetFile(
        Optional<Sha256> sha256,
        String signer,
        Signature signature,
        String publisher,
        String authentihash,
        String imphash,
        String tlsh,
        String originalName,
        String pdb,
        String build,
        Set<Trait> traits) {
    /** Of what is no file, or cannot be read. */
    static final TargetFile NONE =
            new TargetFile(Optional.empty(), "", Signature.NOT_CHECKED, "", "", "", "", "", "", "", Set.of());

    TargetFile {
        traits = Set.copyOf(traits);
    }
}
