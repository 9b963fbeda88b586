package bzh.vigie.agent.transport;

/** One way to a collector. */
sealed interface ProxyWay {
    /** Without a proxy. */
    record Direct() implements ProxyWay {}

    /**
     * Through a proxy.
     *
     * @param trusted an administrator of this machine named it, not somebody on the network: it may be told who we are
     */
    record Through(HttpProxy proxy, boolean trusted) implements ProxyWay {}
}
