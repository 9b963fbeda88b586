package bzh.vigie.agent.host;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a machine offers for reaching others.
 *
 * @param account what it can prove itself with to a proxy, if it can
 * @param addresses its own, without loopback and link-local ones, in an order that stays
 */
public record LocalNetwork(SystemProxies proxies, Optional<ProxyAccount> account, Supplier<List<String>> addresses) {
    /** One of which nothing is known but that it has an address. */
    public static LocalNetwork unknown() {
        return new LocalNetwork(new NoProxies(), Optional.empty(), () -> List.of("unknown"));
    }

    private static final class NoProxies implements SystemProxies {
        @Override
        public Reading<ProxySetup> setup() {
            return Reading.found(ProxySetup.NONE);
        }

        @Override
        public Reading<String> ask(Optional<String> script, String address) {
            return Reading.absent();
        }
    }
}
