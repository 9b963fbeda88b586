package bzh.vigie.collector.detect.logon;

import java.time.Instant;

/** What an event says about logons. */
sealed interface LogonReading {
    /** An attempt. */
    record Attempted(LogonAttempt attempt) implements LogonReading {}

    /** A session that has an administrator's rights (4672, which is written right after 4624 or before it). */
    record Privileged(String host, String hostName, Instant time, String account, String logonId)
            implements LogonReading {}

    /** A remote desktop client that was let in to the logon (1149): says where a session comes from, never counted alone. */
    record Connected(String host, Instant time, String account, Origin origin) implements LogonReading {}

    /** Nothing that counts. */
    record LeftOut(Reason reason) implements LogonReading {}

    /** Why an event about a logon does not count. */
    enum Reason {
        /** Computers log on to each other all the time. */
        MACHINE_ACCOUNT,
        /** SYSTEM, LOCAL SERVICE, ANONYMOUS LOGON, window managers, accounts of services and pools. */
        NOT_A_PERSON,
        /** Services and tasks (types 4 and 5) are started by the host itself, also with an old password. */
        SERVICE,
        /** Other credentials for the network alone (type 9) are not checked when they are given. */
        NOT_CHECKED,
        /** No name. */
        NO_ACCOUNT,
        /** Neither an address nor a workstation. */
        NO_SOURCE,
        /** From the host itself, which says nothing of where somebody is. */
        LOOPBACK,
        /** 4648 is written by the host that asks, before the answer; the answer is in 4624, 4625, 4768, 4771 or 4776. */
        NO_OUTCOME,
        /** 4769 follows 4768, hours later too, when the address may be another. */
        TICKET_FOR_SERVICE,
        /** The boot itself (type 0), or a type that Windows does not have. */
        OTHER_TYPE,
        /** 4672 for rights that every service has. */
        NO_POWER,
        /** A session that ended. */
        LOGOFF
    }
}
