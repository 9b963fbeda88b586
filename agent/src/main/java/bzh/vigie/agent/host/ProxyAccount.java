package bzh.vigie.agent.host;

/** Proves the account that this program runs as to an HTTP proxy, by Negotiate (RFC 4559). Thread-safe. */
public interface ProxyAccount {
    /**
     * Begins; nothing has been said to the proxy yet.
     *
     * @param host its name, as it is configured
     */
    Reading<Proof> begin(String host);

    /** One proof, of one or more steps. For one thread at a time. */
    interface Proof extends AutoCloseable {
        /**
         * The next token for the proxy.
         *
         * @param challenge what the proxy sent; no bytes at first
         */
        Reading<byte[]> next(byte[] challenge);

        @Override
        void close();
    }
}
