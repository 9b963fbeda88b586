package bzh.vigie.collector.detect.logon;

/** How somebody comes in. */
public enum LogonKind {
    /** At the host itself. */
    CONSOLE,
    RDP,
    SSH,
    /** For files, printers, mail. */
    NETWORK,
    /** A password or ticket that a controller gave its word for, to whatever host. */
    VALIDATION,
    /** From an account of the host to another one: su and sudo. */
    LOCAL
}
