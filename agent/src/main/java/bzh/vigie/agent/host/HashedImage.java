package bzh.vigie.agent.host;

import bzh.vigie.event.Observed;
import bzh.vigie.event.Sha256;

/**
 * What a program file is by its content.
 *
 * @param sha256 over the whole file
 * @param signer who signed it, where the signature holds; known and empty where nobody did or it does not
 */
public record HashedImage(Sha256 sha256, Observed<String> signer) {}
