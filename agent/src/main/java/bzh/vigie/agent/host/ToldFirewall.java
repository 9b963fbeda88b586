package bzh.vigie.agent.host;

import java.util.List;
import java.util.Optional;

/**
 * Windows' firewall as its service tells it.
 *
 * @param unread why it did not tell everything, if it did not
 */
public record ToldFirewall(List<Profile> profiles, List<Rule> rules, Optional<Reading.Refused<?>> unread) {
    public ToldFirewall {
        profiles = List.copyOf(profiles);
        rules = List.copyOf(rules);
    }

    /** Which network one is in. */
    public enum Network {
        DOMAIN,
        PRIVATE,
        PUBLIC
    }

    /**
     * What holds in a network.
     *
     * @param letsIn whether what no rule is about comes in
     */
    public record Profile(Network network, boolean enabled, boolean letsIn) {}

    /**
     * A rule. Texts are empty where it is about all of them.
     *
     * @param name in the system's language
     * @param protocol a number of IANA's, 256 for all
     * @param localPorts numbers, ranges and names, with commas; {@code *} for all
     */
    public record Rule(
            String name,
            boolean in,
            boolean allows,
            boolean enabled,
            String program,
            String service,
            int protocol,
            String localPorts) {}
}
