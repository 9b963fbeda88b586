package bzh.vigie.collector.openid;

import java.util.Optional;
import java.util.Set;

/**
 * Somebody for whom the provider vouches.
 *
 * @param issuer who vouches
 * @param subject who it is there, for ever; 1 to 255 characters
 * @param name what the configured claim calls them
 * @param values of the claim that gives rights
 * @param idToken what proved it, for {@link Provider#signOut}
 */
public record Proved(String issuer, String subject, Optional<String> name, Set<String> values, String idToken) {
    public Proved {
        values = Set.copyOf(values);
    }
}
