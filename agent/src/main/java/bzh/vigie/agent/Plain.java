package bzh.vigie.agent;

/**
 * What somebody who is no technician should know of the agent of this machine. Closed: each has a sentence {@code Plain.NAME} in both
 * languages.
 */
enum Plain {
    /** Nobody gave it a token yet. */
    NOT_ENROLLED,
    /** What was given is no token. */
    TOKEN_FLAWED,
    /** The collector refused the token, and would again. */
    ENROLMENT_REFUSED,
    /** The collector refused for now: a person there has to decide, or it has too much to do. */
    ENROLMENT_WAITS,
    /** The collector answered with what no agent can use. */
    ENROLMENT_UNUSABLE,
    /** No collector could be asked. */
    ENROLMENT_UNHEARD,
    /** Enrolled, and it never ran. */
    NOT_YET_RUN,
    /** It does not run. */
    STOPPED,
    /** It cannot run: its folder, identity or configuration. */
    CANNOT_RUN,
    /** The first connection is being made, or one with a renewed certificate. */
    CONNECTING,
    /** This machine is on no network. */
    NO_NETWORK,
    /** Nothing answers at the collector's address. */
    NO_ANSWER,
    /** The proxy does not let it through. */
    PROXY,
    /** The proxy wants a login that it does not get, or refuses the one it gets. */
    PROXY_LOGIN,
    /** Another certificate than the collector's is shown: TLS is opened on the way. */
    OPENED,
    /** The encrypted connection is cut or changed on the way. */
    CUT_ON_THE_WAY,
    /** Something else answers at the collector's address. */
    NOT_A_COLLECTOR,
    /** The collector's own certificate does not fit. */
    COLLECTOR_CERTIFICATE,
    /** The collector answers badly, or no longer. */
    COLLECTOR_TROUBLE,
    /** The agent's certificate is over and is being renewed. */
    RENEWING,
    /** The collector no longer takes anything from this agent. */
    REVOKED,
    /** The collector does not know this agent. */
    UNKNOWN_HERE,
    /** Two machines use its key. */
    TWO_MACHINES,
    /** An analyst has to decide. */
    NEEDS_APPROVAL,
    /** The collector is older than the agent. */
    COLLECTOR_TOO_OLD,
    /** The collector is busy or restarts. */
    COLLECTOR_BUSY,
    /** The collector ended the connection for another reason. */
    SENT_AWAY,
    /** The clock of the machine is far off. */
    CLOCK,
    /** An antivirus keeps a file of the agent from being opened, or took it. */
    ANTIVIRUS,
    /** A file of the agent is gone, and nobody says who took it. */
    FILES_GONE,
    /** Sources that are off. */
    SOURCES_OFF,
    /** Sources that are watched in part. */
    SOURCES_IN_PART,
    /** The disk of the state folder is full, or cannot be written. */
    DISK,
    /** The disk of the state folder is almost full. */
    DISK_LOW,
    /** Events were lost. */
    LOST,
    /** The collector's own certificate is over, and works all the same for now. */
    COLLECTOR_EXPIRED,
    /** This disk was set back. */
    SET_BACK
}
