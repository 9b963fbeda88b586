package bzh.vigie.collector.openid;

import java.util.Optional;
import java.util.Set;

/**
 * Somebody for whom the provider vouches.
 *
 * @param issuer who vouches
 * @param subject who it is there, for ever; 1 to 255 characters
 * @param name what the configured claim calls them
 * @param values of the claim that gives rights; empty where the provider said nothing of it, which is not that there are none
 * @param idToken what proved it, for {@link Provider#signOut}
 */
public record Proved(
        String issuer, String subject, Optional<String> name, Optional<Set<String>> values, String idToken) {
    public Proved {
        values = values.map(Set::copyOf);
    }
}
