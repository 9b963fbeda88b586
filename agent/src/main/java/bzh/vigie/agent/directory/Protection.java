package bzh.vigie.agent.directory;

/** How what is asked of a controller and what it answers is kept from those on the way. There is no way without. */
enum Protection {
    /** Each message signed and sealed by Kerberos; needs no certificate. */
    SEALED(389),
    /** TLS after it was asked for on the same port (RFC 4511 section 4.14), Kerberos inside, bound to it. */
    START_TLS(389),
    /** TLS from the beginning, Kerberos inside, bound to it. */
    TLS(636);

    private final int port;

    Protection(int port) {
        this.port = port;
    }

    /** Where a controller takes it. */
    int port() {
        return port;
    }
}
