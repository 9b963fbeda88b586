package bzh.vigie.agent.source;

import bzh.vigie.agent.host.LocalNetwork;
import bzh.vigie.agent.host.ProxyAccount;
import bzh.vigie.agent.host.ProxySetup;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.host.SystemProxies;
import bzh.vigie.event.Clock;
import bzh.vigie.event.ReasonCode;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * What a system says of proxies, and the proof of its account, where libraries of Windows and of others run in this process for it (WinHTTP, security
 * packages): each is written down as tried ({@link Trying}) while it is asked, so that one that ends the agent is left off at the next start.
 * Thread-safe.
 */
public final class TriedProxies implements AutoCloseable {
    private static final String PROXIES = "windows.proxy";
    private static final String ACCOUNT = "windows.proxy-account";
    private static final String LEFT_OFF = "proxy-left-off";

    private final LocalNetwork network;
    private final Path dir;
    private final Clock clock;

    /** What did not answer in time and is still asked, by what it is: the last of each. */
    private final Map<String, Trying> late = new ConcurrentHashMap<>();

    /**
     * Those of a network.
     *
     * @param dir an existing folder of the agent's own
     */
    public TriedProxies(LocalNetwork network, Path dir, Clock clock) {
        this.network = network;
        this.dir = dir;
        this.clock = clock;
    }

    /** The network with them. */
    public LocalNetwork network() {
        return new LocalNetwork(new Asked(network.proxies()), network.account().map(this::proved), network.addresses());
    }

    /** The agent ends in good order: whatever is still asked is not why. */
    @Override
    public void close() {
        late.values().forEach(Trying::close);
    }

    /** What did not answer still runs: its minute goes on. */
    private void ended(String what, Trying trying, boolean isLate) {
        if (isLate) {
            late.put(what, trying);
        } else {
            trying.close();
        }
    }

    private <T> Reading<T> tried(String what, Supplier<Reading<T>> question) {
        return switch (begun(what)) {
            case Reading.Found<Trying> trying -> {
                Reading<T> answer = question.get();
                ended(what, trying.value(), isLate(answer));
                yield answer;
            }
            case Reading.Absent<Trying> ignored -> Reading.absent();
            case Reading.Refused<Trying> off -> Reading.refused(off.reason(), off.detail());
        };
    }

    private Reading<Trying> begun(String what) {
        try {
            return Reading.found(Trying.begin(dir, what, clock, LEFT_OFF));
        } catch (Refused e) {
            return Reading.refused(e.reason(), e.detailOr(e.what()));
        }
    }

    private static boolean isLate(Reading<?> answer) {
        return answer instanceof Reading.Refused<?> refused && refused.reason() == ReasonCode.TIMED_OUT;
    }

    private final class Asked implements SystemProxies {
        private final SystemProxies proxies;

        Asked(SystemProxies proxies) {
            this.proxies = proxies;
        }

        @Override
        public Reading<ProxySetup> setup() {
            return tried(PROXIES, proxies::setup);
        }

        @Override
        public Reading<String> ask(Optional<String> script, String address) {
            return tried(PROXIES, () -> proxies.ask(script, address));
        }
    }

    private ProxyAccount proved(ProxyAccount account) {
        return host -> switch (begun(ACCOUNT)) {
            case Reading.Found<Trying> trying -> proof(account.begin(host), trying.value());
            case Reading.Absent<Trying> ignored -> Reading.absent();
            case Reading.Refused<Trying> off -> Reading.refused(off.reason(), off.detail());
        };
    }

    private Reading<ProxyAccount.Proof> proof(Reading<ProxyAccount.Proof> begun, Trying trying) {
        if (begun instanceof Reading.Found<ProxyAccount.Proof> found) {
            return Reading.found(new TriedProof(found.value(), trying));
        }
        ended(ACCOUNT, trying, isLate(begun));
        return begun;
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
            isLate |= TriedProxies.isLate(token);
            return token;
        }

        @Override
        public void close() {
            proof.close();
            ended(ACCOUNT, trying, isLate);
        }
    }
}
