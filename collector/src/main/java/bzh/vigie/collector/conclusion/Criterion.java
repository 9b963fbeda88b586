package bzh.vigie.collector.conclusion;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One thing that a conclusion rests on.
 *
 * @param about what it fails for: names of hosts, of machines, constants as they are written, ids of rules and alerts, two blanks between
 *     several of one; {@link AboutText} says them. May come from a host, so is to be cleaned before it is shown
 */
public record Criterion(Kind kind, State state, List<String> about) {
    /** Between the parts of something that is named. */
    static final String BETWEEN = "  ";

    private static final Pattern BLANKS = Pattern.compile("[\\s\\p{Z}]+");

    public Criterion {
        about = List.copyOf(about);
    }

    /** What is named, of its parts: blanks inside a part are one each, so that a name which a host chose is never two parts. */
    static String named(String... parts) {
        return Arrays.stream(parts)
                .map(part -> BLANKS.matcher(part).replaceAll(" "))
                .collect(Collectors.joining(BETWEEN));
    }

    /** How it stands. */
    public enum State {
        MET,
        NOT_MET,
        /** It is not worked out by this version, or nobody stated it. */
        UNKNOWN
    }

    /** What follows where it is not met. */
    public enum Weight {
        /** A recurrence was observed. */
        RECURRENCE,
        /** Nothing can be concluded. */
        NOT_VERIFIABLE,
        /** The coverage is not sufficient. */
        INSUFFICIENT
    }

    /** What is asked, in the order in which it is shown. */
    public enum Kind {
        /** No recurrence that an analyst called one of the attacker's, of a backup, or of another intrusion. */
        NO_RECURRENCE(Weight.RECURRENCE),
        /** The ledger holds, and what the store shows is what it says: nothing of the evidence was changed outside the program. */
        EVIDENCE_SOUND(Weight.NOT_VERIFIABLE),
        /** The eviction has an end. */
        EVICTION_ENDED(Weight.NOT_VERIFIABLE),
        /** Whatever is marked was seen gone from each host since it was to be gone, but where that is attested to be gone or rebuilt. */
        ARTEFACTS_GONE(Weight.NOT_VERIFIABLE),
        /**
         * Every finding of medium severity or above since the eviction began was decided; so was the nature of every recurrence, by two persons
         * where it denies that the attacker is back.
         */
        FINDINGS_DECIDED(Weight.NOT_VERIFIABLE),
        /** Every mark and every indicator of the incident was looked for in what was recorded before it. */
        HISTORY_SEARCHED(Weight.NOT_VERIFIABLE),
        /** Every host on which the attacker's code ran with an administrator's rights was rebuilt, or a scan from other media agrees. */
        REBUILT_WHERE_PRIVILEGED(Weight.NOT_VERIFIABLE),
        /** The attacker had no domain administrator's rights, or krbtgt was reset twice. */
        DOMAIN_NOT_TAKEN(Weight.NOT_VERIFIABLE),
        /** No key of a certificate authority was exposed. */
        AUTHORITY_KEY_SAFE(Weight.NOT_VERIFIABLE),
        /** The reinforced watch lasted as long as it was to. */
        WATCH_COMPLETE(Weight.INSUFFICIENT),
        /** Each commune has a list of the hosts that it should have. */
        EXPECTED_HOSTS_KNOWN(Weight.INSUFFICIENT),
        /** Every domain controller, server and administration post of the lists has an agent that watched. */
        ESSENTIAL_HOSTS_WATCHED(Weight.INSUFFICIENT),
        /** At least 95 of 100 workstations of the lists have one, or as many as a person stated. */
        WORKSTATIONS_WATCHED(Weight.INSUFFICIENT),
        /** No host was unwatched for more than four hours, or what a person stated, but while it was shut down or asleep. */
        NO_LONG_GAP(Weight.INSUFFICIENT),
        /** No source was unwatched for so long either, and none that a conclusion rests on is missing. */
        SOURCES_WATCHED(Weight.INSUFFICIENT),
        /** No machine was seen that has no agent and that nobody exempted. */
        NO_UNWATCHED_MACHINE(Weight.INSUFFICIENT),
        /** Every account that was on a touched host has a password that was set since the eviction, or is named. */
        ACCOUNTS_RENEWED(Weight.INSUFFICIENT),
        /** The directory of each domain was read since the eviction, wholly and by nobody that the attacker ruled. */
        DIRECTORY_READ(Weight.INSUFFICIENT),
        /** The password of krbtgt was seen to be set twice since the eviction, in each domain. */
        KRBTGT_SEEN_RESET(Weight.INSUFFICIENT),
        /** Each account that leads a domain has a password that was set since the eviction. */
        PRIVILEGED_RENEWED(Weight.INSUFFICIENT),
        /** Every measure that no endpoint shows was stated, with proof. */
        ATTESTED(Weight.INSUFFICIENT),
        /** Every group of items of the review was decided. */
        REVIEW_DECIDED(Weight.INSUFFICIENT),
        /** Each host was seen in a full start since its eviction, and read in that boot. */
        FULL_STARTS(Weight.INSUFFICIENT),
        /** Each usual user logged on at least once. */
        USERS_LOGGED_ON(Weight.INSUFFICIENT),
        /** Full passes were at most 24 hours of powered time apart. */
        PASSES_REGULAR(Weight.INSUFFICIENT),
        /** Each profile was read after its last logon. */
        PROFILES_READ(Weight.INSUFFICIENT),
        /** No host was seen active by another witness while its agent was silent. */
        NOT_CONTRADICTED(Weight.INSUFFICIENT),
        /** No location was hidden from an agent by what somebody mounted over it. */
        NOT_BLINDED(Weight.INSUFFICIENT),
        /** Each host was watched on end for twice the longest beacon interval that is known of the incident. */
        TWICE_THE_BEACON(Weight.INSUFFICIENT),
        /** A person signed the table by which the coverage is judged. */
        TABLE_SIGNED(Weight.INSUFFICIENT);

        private final Weight weight;

        Kind(Weight weight) {
            this.weight = weight;
        }

        public Weight weight() {
            return weight;
        }
    }
}
