package bzh.vigie.collector.store;

import bzh.vigie.collector.store.Hosts.Host;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What persons state about an incident that no endpoint can show (DESIGN.md 2): each with author, proof and, where it does not hold for
 * ever, an end. Nothing is changed: of the lines about one thing the last counts. A missing one is never assumed.
 */
public interface Attestations {
    /** Longest proof, in characters. */
    int LONGEST_PROOF = 2_000;

    /** What can be stated. */
    enum Statement {
        /** The way in that was used is known and closed. */
        WAY_IN_CLOSED(About.MEASURE),
        /** The password of krbtgt was reset twice, in every domain. */
        KRBTGT_RESET_TWICE(About.MEASURE),
        /** Every account that logged on to a touched host has a new password since the eviction. */
        ACCOUNTS_RESET(About.MEASURE),
        /** The password of the directory services restore mode was changed on every domain controller. */
        DSRM_RESET(About.MEASURE),
        /** The passwords of trusts between domains were reset on both sides. */
        TRUSTS_RESET(About.MEASURE),
        /** Certificates by which accounts of touched hosts log on were revoked, and issued anew. */
        CERTIFICATES_REVOKED(About.MEASURE),
        /** Passwords, keys and tokens that stood where the attacker could read are changed. */
        SECRETS_CHANGED(About.MEASURE),
        /** Backups were checked for what the attacker left, and one was restored as a trial. */
        BACKUPS_CHECKED(About.MEASURE),
        FIREWALLS_REVIEWED(About.MEASURE),
        VPN_REVIEWED(About.MEASURE),
        HYPERVISORS_REVIEWED(About.MEASURE),
        STORAGE_REVIEWED(About.MEASURE),
        PRINTERS_REVIEWED(About.MEASURE),
        TELEPHONY_AND_CAMERAS_REVIEWED(About.MEASURE),
        MAIL_REVIEWED(About.MEASURE),
        DOMAIN_NAMES_AND_WEB_REVIEWED(About.MEASURE),
        PROVIDER_REVIEWED(About.MEASURE),
        /** The lists of expected hosts name every domain controller, server and administration post. */
        ESSENTIAL_HOSTS_LISTED(About.FACT),
        /** Every host on which the attacker's code ran with the rights of an administrator is stated to be one (privileged-code). */
        PRIVILEGED_HOSTS_NAMED(About.FACT),
        /** The attacker had the rights of a domain administrator. */
        DOMAIN_TAKEN(About.FACT),
        /** The domain was set up anew, from trusted media; done instead of resetting krbtgt twice, and asked of nobody else. */
        DOMAIN_REBUILT(About.MEASURE),
        /** The key of a certificate authority was where the attacker could read it. */
        AUTHORITY_KEY_EXPOSED(About.FACT),
        /** The attacker's code ran on this host with the rights of an administrator. */
        PRIVILEGED_CODE(About.HOST),
        /** The attacker was on this host, with whatever rights; no takes it out where alerts alone say so. */
        TOUCHED(About.HOST),
        /** This host was set up anew from trusted media. */
        REBUILT(About.HOST),
        /** A scan of this host from other media agrees with what its agent told. */
        OFFLINE_SCAN_AGREES(About.HOST),
        /** This host is no longer there: scrapped, given away, set up anew under another agent. */
        GONE(About.HOST),
        /** An expected host that has no agent is no longer there. */
        EXPECTED_GONE(About.EXPECTED),
        /** No agent can be installed on an expected host; the proof says why. */
        NOT_ENROLLABLE(About.EXPECTED),
        /** The system of an expected host is too old for an agent, so that only its disk can be looked at. */
        NOT_WATCHABLE(About.EXPECTED),
        /** A usual user has left, or does not use that commune's hosts any more. */
        USER_LEFT(About.USER),
        /** A domain that an agent says to be in is none, or is not in use any more. */
        DOMAIN_GONE(About.DOMAIN),
        /** What the computer that reads a directory may not read, or does not understand, was looked at otherwise, or has its reason. */
        OBJECT_UNREADABLE(About.OBJECT),
        /** A read-only controller is no machine but stands for Entra's Kerberos, and its keys were renewed since the eviction. */
        NO_MACHINE(About.OBJECT);

        private final About about;

        Statement(About about) {
            this.about = about;
        }

        public About about() {
            return about;
        }
    }

    /** What a statement is about. */
    enum About {
        /** Something to be done once for the incident. */
        MEASURE,
        /** What is so, whatever is done. */
        FACT,
        /** One host. */
        HOST,
        /** One expected host of a commune, by its name on the list. */
        EXPECTED,
        /** One usual user of a commune's hosts, by its account's id or name. */
        USER,
        /** One domain of a commune, by its DNS name. */
        DOMAIN,
        /** One object of a commune's directory: the domain's DNS name, a blank, and what the object is called. */
        OBJECT;

        /** Whether it is about something that has a name in a commune. */
        public boolean isNamed() {
            return this == EXPECTED || this == USER || this == DOMAIN || this == OBJECT;
        }

        /** Whether it is about the incident as a whole. */
        public boolean isOfAll() {
            return this == MEASURE || this == FACT;
        }
    }

    /** What has a name in a commune. */
    record Named(Commune commune, String name) {}

    /** What is stated. */
    enum Answer {
        YES,
        NO,
        /** There is no such thing there. */
        NOT_CONCERNED
    }

    /**
     * A statement.
     *
     * @param host exactly where the statement is about one
     * @param named exactly where it is about something with a name
     * @param answer empty takes back what was said before
     * @param proof what shows it: a document, a ticket, whom to ask
     * @param until from when on it no longer holds
     */
    record Line(
            long number,
            Statement statement,
            Optional<AgentId> host,
            Optional<Named> named,
            Optional<Answer> answer,
            String proof,
            Optional<Instant> until,
            Instant written,
            Author author) {}

    /** The last of these lines, which are in the order of writing, about that statement and host; also one that takes it back. */
    static Optional<Line> last(List<Line> lines, Statement statement, Optional<AgentId> host) {
        return lines.stream()
                .filter(line -> line.statement() == statement && line.host().equals(host))
                .reduce((earlier, later) -> later);
    }

    /**
     * The line that attests that host to be set up anew; empty where it was since stated, or seen, that the attacker was there again.
     *
     * @param lines of one incident, in the order of writing
     * @param seen when something of his was last marked or seen there, beside what is stated
     */
    static Optional<Line> rebuilt(List<Line> lines, AgentId host, Optional<Instant> seen) {
        long stated = Stream.of(Statement.PRIVILEGED_CODE, Statement.TOUCHED)
                .flatMap(each -> last(lines, each, Optional.of(host)).stream())
                .filter(line -> line.answer().equals(Optional.of(Answer.YES)))
                .mapToLong(Line::number)
                .max()
                .orElse(0);
        return last(lines, Statement.REBUILT, Optional.of(host))
                .filter(line -> line.answer().equals(Optional.of(Answer.YES)) && line.number() > stated)
                .filter(line -> seen.filter(line.written()::isBefore).isEmpty());
    }

    /** Whether that host is attested to be gone, and nothing was heard of it since. */
    static boolean isGone(List<Line> lines, Host host) {
        return last(lines, Statement.GONE, Optional.of(host.id()))
                .filter(line -> line.answer().equals(Optional.of(Answer.YES)))
                .filter(line -> host.lastSeen().filter(line.written()::isBefore).isEmpty())
                .isPresent();
    }

    /**
     * Writes a line about the whole or about a host.
     *
     * @return false, and nothing written, where that may not be decided: the whole incident for what is about it, the commune of the host
     *     for what is about a host
     * @throws IllegalArgumentException where a host is given or missing against what the statement is about, or the proof is too long
     */
    default boolean attest(
            Scope scope,
            IncidentId id,
            Statement statement,
            Optional<AgentId> host,
            Optional<Answer> answer,
            String proof,
            Optional<Instant> until,
            Author author) {
        return attest(scope, id, statement, host, Optional.empty(), answer, proof, until, author);
    }

    /** The same, also about what has a name in a commune, which has to be one that may be seen and that the incident concerns. */
    boolean attest(
            Scope scope,
            IncidentId id,
            Statement statement,
            Optional<AgentId> host,
            Optional<Named> named,
            Optional<Answer> answer,
            String proof,
            Optional<Instant> until,
            Author author);

    /** Every line about the whole and about hosts that may be seen, in the order of writing; none where none of it may be seen. */
    List<Line> lines(Scope scope, IncidentId id);
}
