package bzh.vigie.agent.host;

import java.util.Optional;

/** Which proxies the system itself would take. Each question may take some seconds, and ends. Thread-safe. */
public interface SystemProxies {
    /** What is set on this machine. */
    Reading<ProxySetup> setup();

    /**
     * What a script says of an address, as the system writes it: {@code a:8080;b:8080}, {@code PROXY a:8080; DIRECT}; absent where there
     * is no script, or it says that no proxy is needed. The script runs in a process of the system, never in this one.
     *
     * @param script its address; empty to look for one on the network
     * @param address {@code https://host:port/}
     */
    Reading<String> ask(Optional<String> script, String address);
}
