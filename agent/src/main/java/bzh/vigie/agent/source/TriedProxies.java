package bzh.vigie.agent.source;

import bzh.vigie.agent.host.LocalNetwork;
import bzh.vigie.agent.host.ProxyAccount;
import bzh.vigie.agent.host.ProxySetup;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.SystemProxies;
import bzh.vigie.event.Clock;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a system says of proxies, and the proof of its account, where libraries of Windows and of others run in this process for it (WinHTTP, security
 * packages): each is written down as tried ({@link Trying}) while it is asked, so that one that ends the agent is left off at the next start.
 * Thread-safe.
 */
public final class TriedProxies implements AutoCloseable {
    private static final String PROXIES = "windows.proxy";
    private static final String ACCOUNT = "windows.proxy-account";
    private static final TriedCalls.Said OF_PROXIES = new TriedCalls.Said("proxy-left-off", "proxy-system-late");
    private static final TriedCalls.Said OF_ACCOUNT = new TriedCalls.Said("proxy-login-left-off", "proxy-login-late");

    private final LocalNetwork network;
    private final TriedCalls calls;

    /**
     * Those of a network.
     *
     * @param dir an existing folder of the agent's own
     */
    public TriedProxies(LocalNetwork network, Path dir, Clock clock) {
        this.network = network;
        this.calls = new TriedCalls(dir, clock);
    }

    /** The network with them. */
    public LocalNetwork network() {
        return new LocalNetwork(new Asked(network.proxies()), network.account().map(this::proved), network.addresses());
    }

    /** The agent ends in good order: whatever is still asked is not why. */
    @Override
    public void close() {
        calls.close();
    }

    private final class Asked implements SystemProxies {
        private final SystemProxies proxies;

        Asked(SystemProxies proxies) {
            this.proxies = proxies;
        }

        @Override
        public Reading<ProxySetup> setup() {
            return calls.ask(PROXIES, OF_PROXIES, proxies::setup);
        }

        @Override
        public Reading<String> ask(Optional<String> script, String address) {
            return calls.ask(PROXIES, OF_PROXIES, () -> proxies.ask(script, address));
        }
    }

    private ProxyAccount proved(ProxyAccount account) {
        return host -> switch (calls.begin(ACCOUNT, OF_ACCOUNT)) {
            case Reading.Found<Trying> trying -> proof(account, host, trying.value());
            case Reading.Absent<Trying> ignored -> Reading.absent();
            case Reading.Refused<Trying> off -> Reading.refused(off.reason(), off.detail());
        };
    }

    private Reading<ProxyAccount.Proof> proof(ProxyAccount account, String host, Trying trying) {
        boolean goesOn = false;
        boolean late = false;
        try {
            Reading<ProxyAccount.Proof> begun = account.begin(host);
            late = TriedCalls.isLate(begun);
            goesOn = begun instanceof Reading.Found;
            return begun.then(proof -> Reading.found(new TriedProof(proof, trying)));
        } finally {
            if (!goesOn) {
                calls.end(ACCOUNT, trying, late);
            }
        }
    }

    /** One that is crossed out when it ends. */
    private final class TriedProof implements ProxyAccount.Proof {
        private final ProxyAccount.Proof proof;
        private final Trying trying;
        private boolean isLate;

        TriedProof(ProxyAccount.Proof proof, Trying trying) {
            this.proof = proof;
            this.trying = trying;
        }

        @Override
        public Reading<byte[]> next(byte[] challenge) {
            Reading<byte[]> token = proof.next(challenge);
            isLate |= TriedCalls.isLate(token);
            return token;
        }

        @Override
        public void close() {
            try {
                proof.close();
            } finally {
                calls.end(ACCOUNT, trying, isLate);
            }
        }
    }
}
