package bzh.vigie.agent.persistence;

import bzh.vigie.agent.host.KeyWatch;
import bzh.vigie.agent.host.KeyWatch.Reach;
import java.util.Optional;

/**
 * Something in this key would change what a site holds.
 *
 * @param waitsFor the path of a key below it that is not there: nothing but its appearing would change anything
 */
record KeyInterest(KeyWatch.Key key, Optional<String> waitsFor) {
    /** Of what there is. */
    static KeyInterest of(String path, Reach reach) {
        return new KeyInterest(new KeyWatch.Key(path, reach), Optional.empty());
    }

    /** Of a key that may appear directly below another. */
    static KeyInterest appearing(String parent, String path) {
        return new KeyInterest(new KeyWatch.Key(parent, Reach.NAMES), Optional.of(path));
    }
}
