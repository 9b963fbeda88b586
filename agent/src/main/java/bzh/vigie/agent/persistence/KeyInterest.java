package bzh.vigie.agent.persistence;

import bzh.vigie.agent.host.KeyWatch;
import java.util.Optional;

/**
 * Something in this key would change what a site holds.
 *
 * @param waitsFor the path of a key directly below it: nothing but its appearing, going, or being replaced would change anything
 */
record KeyInterest(KeyWatch.Key key, Optional<String> waitsFor) {
    /** Of what there is, so many levels deep. */
    static KeyInterest of(String path, int levels) {
        return new KeyInterest(new KeyWatch.Key(path, levels), Optional.empty());
    }

    /** Of a key that may come or go directly below another. */
    static KeyInterest appearing(String parent, String path) {
        return new KeyInterest(new KeyWatch.Key(parent, KeyWatch.Key.NAMES), Optional.of(path));
    }
}
