package bzh.vigie.collector.store;

import bzh.vigie.event.Sha256;
import java.text.Normalizer;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Who may look at the console and decide there, and what they prove themselves by. Of what a person or a program holds only a
 * hash is kept, except the key of the second factor, which is needed to check it. Names are compared without regard to case.
 * Every change has an author in the audit log.
 */
public interface People {
    /** What somebody may do. */
    enum Role {
        /** Reads, and decides about alerts and incidents. */
        ANALYST,
        /** Also signs, and decides what holds for all. */
        LEAD,
        /** Reads what concerns their own communes. */
        COMMUNE_READER,
        /** Keeps the collector: people, certificates, settings. Sees no telemetry. */
        ADMINISTRATOR,
        /** Reads everything and the audit log, changes nothing. */
        AUDITOR
    }

    /**
     * A person.
     *
     * @param name as it stands in the audit log; 1 to 64 letters, digits, blanks and {@code . _ @ ' -}
     * @param communes what the person works for, whatever the role
     * @param version grows with every change of what they may do or prove themselves by: older sessions have ended
     */
    record Person(String name, Role role, Scope communes, boolean disabled, Instant created, long version) {
        private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{M}\\p{N} ._@'-]{0,63}");

        public Person {
            if (!isName(name)) {
                throw new IllegalArgumentException("a person's name has 1 to 64 letters, digits, blanks and . _ @ ' -");
            }
        }

        /** Whether somebody may be called so. */
        public static boolean isName(String name) {
            return NAME.matcher(name).matches();
        }

        /** Whose telemetry they see: none for an administrator. */
        public Scope scope() {
            return People.scope(role, communes);
        }

        /** The name as it is compared. */
        public String key() {
            return People.key(name);
        }
    }

    /**
     * What a person proves themselves by.
     *
     * @param password its hash, with the parameters of hashing (PHC string); empty before one was chosen
     * @param totp the key of the second factor, sealed; empty where there is none
     */
    record Proofs(Optional<String> password, Optional<byte[]> totp) {}

    /** Kinds of secrets that a person holds. */
    enum Held {
        /** A link that serves once, to choose a password. */
        LINK,
        /** A browser in which this person signed in before. */
        BROWSER
    }

    /**
     * What a program signs in with.
     *
     * @param id 16 hex digits, public
     * @param secret SHA-256 of its secret
     * @param label what it is for
     * @param maker the person who made it
     */
    record ApiToken(
            String id,
            Sha256 secret,
            String label,
            String maker,
            Role role,
            Scope communes,
            Instant created,
            Instant expires,
            boolean revoked) {
        /** Whose telemetry it reads. */
        public Scope scope() {
            return People.scope(role, communes);
        }
    }

    private static Scope scope(Role role, Scope communes) {
        return role == Role.ADMINISTRATOR ? new Scope.Communes(Set.of()) : communes;
    }

    /** A name as it is compared. */
    static String key(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    }

    /** Adds somebody, without a password; false, and nothing changed, where one is called so already. */
    boolean add(String name, Role role, Scope communes, Author author);

    Optional<Person> find(String name);

    /** All, by name. */
    List<Person> list();

    /** What they may do from now on; their sessions end. */
    boolean change(String name, Role role, Scope communes, Author author);

    /** Lets somebody in no more, or again; their sessions end. */
    boolean disable(String name, boolean disabled, Author author);

    /** Ends the sessions of somebody, who signs in again to go on; browsers that were known are not any more. */
    boolean endSessions(String name, Author author);

    /**
     * Whether nobody else keeps the whole collector, so that none would be left without this person. Whom a provider lets in does not stand for who
     * has a password here: they come in only while it answers.
     */
    boolean isLastAdministrator(String name);

    Proofs proofs(String name);

    /** A new password: its hash. Sessions, links and known browsers end. */
    void password(String name, String hash, Author author);

    /** A new sealed key of the second factor with its recovery codes, or none; sessions end. */
    void totp(String name, Optional<byte[]> key, List<Sha256> recovery, Author author);

    /** Notes that the code of this time step was used; false where it or a later one was used before. */
    boolean totpUsed(String name, long step);

    /** Whether it is a recovery code that is left. */
    boolean isRecovery(String name, Sha256 code);

    /** Uses a recovery code; false where it is none that is left. */
    boolean recover(String name, Sha256 code, Author author);

    /** How many recovery codes are left. */
    int recoveryLeft(String name);

    /** Keeps a secret that this person holds until then. Of browsers only the latest ten are kept. */
    void hold(Held kind, String name, Sha256 secret, Instant until, Author author);

    /** Whose secret this is, where it has not ended. */
    Optional<Person> holder(Held kind, Sha256 secret, Instant now);

    void add(ApiToken token, Author author);

    Optional<ApiToken> token(String id);

    /** All, the newest first. */
    List<ApiToken> tokens();

    boolean revoke(String id, Author author);
}
