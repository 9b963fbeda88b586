package bzh.vigie.agent.host;

import java.util.Optional;

/**
 * How this machine is set to reach others, for programs that run as the system.
 *
 * @param proxies as the system writes them, {@code a:8080;b:8080} or {@code https=a:8080}; empty for none. May hold a password
 * @param bypass names that are reached without them, by {@code ;} and with {@code *}; {@code <local>} for names without a dot
 * @param script address of a script that names proxies (PAC); empty for none
 * @param discovers whether a script is to be looked for on the network (WPAD)
 */
public record ProxySetup(String proxies, String bypass, Optional<String> script, boolean discovers) {
    /** Nothing is set, and nothing is looked for. */
    public static final ProxySetup NONE = new ProxySetup("", "", Optional.empty(), false);

    /** Without the proxies, which may hold a password. */
    @Override
    public String toString() {
        return "ProxySetup[" + (proxies.isEmpty() ? "none" : "named") + ", " + script + ", discovers " + discovers
                + "]";
    }
}
