package bzh.vigie.collector.store;

import java.util.List;
import java.util.Optional;

/**
 * Whom a provider of identities (OpenID Connect) vouches for, and which person of the console that is. Somebody is known by the issuer and
 * the subject alone: names and addresses of mail change hands. Every change has an author in the audit log.
 */
public interface Identities {
    /**
     * Somebody at a provider.
     *
     * @param issuer the provider's address
     * @param subject who it is there; 1 to 255 characters, foreign text
     * @param person the name of the person of the console
     * @param provided whether the provider says what they may do; otherwise an administrator of the console does
     * @param confirmed whether it lets in: the person had no other way in when it was linked, or said that it is theirs
     */
    record Identity(String issuer, String subject, String person, boolean provided, boolean confirmed) {}

    Optional<Identity> find(String issuer, String subject);

    /** All, by person. */
    List<Identity> list();

    /** Whether a provider says what this person may do: then nothing else lets them in. */
    boolean isProvided(String person);

    /** Those of one person. */
    List<Identity> of(String person);

    /** From now on it lets in; false, and nothing changed, where there is none that did not. */
    boolean confirm(String issuer, String subject, Author author);

    /** Lets this identity in as that person; false, and nothing changed, where it is somebody's already or there is no such person. */
    boolean add(Identity identity, Author author);

    /** Lets it in no more; the person's sessions end. */
    boolean remove(String issuer, String subject, Author author);
}
