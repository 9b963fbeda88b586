package bzh.vigie.agent.transport;

import bzh.vigie.agent.host.LocalNetwork;
import bzh.vigie.agent.transport.LinkException.Kind;
import bzh.vigie.enrol.CollectorAddress;
import bzh.vigie.text.SourceText;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/**
 * Opens TLS 1.3 connections to collectors, directly or through a proxy. Where a collector's name leads nowhere, or to where it is not, the
 * address is tried by which it was reached last: it proves by its certificate who it is. Thread-safe.
 */
public final class Connector {
    /** Protocol of an enrolled agent. */
    public static final String UPLINK = "vigie/1";

    /** Protocol of an agent that has no certificate yet. */
    public static final String ENROLMENT = "vigie-enrol/1";

    private static final String ALERT = "Received fatal alert: ";

    /** A name may have many addresses, and whoever answers for it others each time. */
    private static final int MOST_DIALLED = 64;

    /** What Java says of a server that chose a version before 1.3 (SSLHandshakeException). */
    private static final String OLD_TLS = "The server selected protocol version TLS";

    private final ProxyWays ways;
    private final LocalNetwork network;
    private final Duration timeout;
    private final Set<InetSocketAddress> dialled = ConcurrentHashMap.newKeySet();
    private final Names names;
    private final Map<CollectorAddress, InetAddress> reached = new ConcurrentHashMap<>();

    /** What leads from a name to an address: the machine's own. */
    @FunctionalInterface
    interface Names {
        InetAddress address(String host) throws UnknownHostException;
    }

    /**
     * One that takes the ways which are configured.
     *
     * @param proxy what is configured; empty for nothing
     * @param timeout how long each step may take: connecting, the proxy's answers, the handshake, a frame once begun
     */
    public Connector(Optional<ProxySettings> proxy, LocalNetwork network, Duration timeout) {
        this(proxy, network, timeout, InetAddress::getByName);
    }

    Connector(Optional<ProxySettings> proxy, LocalNetwork network, Duration timeout, Names names) {
        this.names = names;
        this.ways = new ProxyWays(proxy, network, System::nanoTime);
        this.network = network;
        this.timeout = timeout;
    }

    /** The same on a machine of which nothing is known. */
    public Connector(Optional<ProxySettings> proxy, Duration timeout) {
        this(proxy, LocalNetwork.unknown(), timeout);
    }

    /** Addresses of collectors and proxies that were dialled, with the names by which they were. */
    public Set<InetSocketAddress> dialled() {
        return Set.copyOf(dialled);
    }

    /** How long each step may take. */
    public Duration timeout() {
        return timeout;
    }

    /**
     * Connects, checks the collector and agrees on the protocol, by one way after another until one leads there.
     *
     * @param credentials what to prove oneself with, once enrolled
     * @throws LinkException naming the step that failed and what was met, of the way that led furthest
     */
    public FrameChannel connect(
            CollectorAddress collector, Trust trust, Optional<Credentials> credentials, String protocol)
            throws LinkException {
        List<LinkException> failures = new ArrayList<>();
        List<ProxyWay> first = ways.first(collector);
        List<ProxyWay> open = first;
        for (int round = 0; round < 2; round++) {
            for (ProxyWay way : open) {
                try {
                    FrameChannel channel = connect(way, collector, trust, credentials, protocol);
                    ways.worked(collector, way);
                    return channel;
                } catch (LinkException e) {
                    failures.add(e);
                    if (e.kind() == Kind.NO_NETWORK) {
                        throw e;
                    }
                }
            }
            open = round == 0 ? ways.further(collector, first) : List.of();
        }
        ways.failed(collector);
        ways.trouble(collector).ifPresent(e -> failures.add(ways.wantsProxy() ? 0 : failures.size(), e));
        throw furthest(failures);
    }

    /** The first of those that led furthest; a password that was refused before all, since nobody is to try it again soon. */
    private static LinkException furthest(List<LinkException> failures) {
        LinkException furthest = failures.getFirst();
        for (LinkException each : failures) {
            if (each.kind() == Kind.PROXY_LOGIN_REFUSED) {
                return each;
            }
            furthest = each.kind().step() > furthest.kind().step() ? each : furthest;
        }
        return furthest;
    }

    private FrameChannel connect(
            ProxyWay way, CollectorAddress collector, Trust trust, Optional<Credentials> credentials, String protocol)
            throws LinkException {
        if (way instanceof ProxyWay.Through) {
            return secured(opened(way, collector), way, collector, trust, credentials, protocol);
        }
        Optional<InetAddress> named = Optional.empty();
        try {
            named = Optional.of(named(collector));
            GuardedSocket raw = dial(collector, named.get());
            FrameChannel channel = secured(raw, way, collector, trust, credentials, protocol);
            reached.put(collector, named.get());
            return channel;
        } catch (LinkException e) {
            InetAddress before = reached.get(collector);
            if (before == null || named.filter(before::equals).isPresent() || e.kind() == Kind.NO_NETWORK) {
                throw e;
            }
            try {
                FrameChannel channel = secured(dial(collector, before), way, collector, trust, credentials, protocol);
                named.ifPresent(address -> channel.misdirected(SourceText.detail(
                        "state-misdirected", collector.host(), address.getHostAddress(), before.getHostAddress())));
                return channel;
            } catch (LinkException again) {
                e.addSuppressed(again);
                throw e;
            }
        }
    }

    private FrameChannel secured(
            GuardedSocket raw,
            ProxyWay way,
            CollectorAddress collector,
            Trust trust,
            Optional<Credentials> credentials,
            String protocol)
            throws LinkException {
        try {
            raw.deadline(timeout);
            CollectorCheck check = new CollectorCheck(trust, collector.host());
            SSLSocket tls = secure(raw, collector, check, credentials, protocol);
            return new FrameChannel(
                    raw,
                    tls,
                    check.anchor(),
                    timeout,
                    way instanceof ProxyWay.Through through
                            ? through.proxy().address().toString()
                            : "");
        } catch (IOException e) {
            close(raw);
            throw e instanceof LinkException known ? known : cut(e, collector);
        }
    }

    private GuardedSocket opened(ProxyWay way, CollectorAddress collector) throws LinkException {
        return switch (way) {
            case ProxyWay.Direct ignored -> dial(collector, named(collector));
            case ProxyWay.Through through -> {
                try (ProxyLogin login = new ProxyLogin(through, network.account())) {
                    yield ProxyTunnel.open(
                            through.proxy(), collector, login, () -> dialProxy(through.proxy()), timeout);
                }
            }
        };
    }

    private GuardedSocket dialProxy(HttpProxy proxy) throws LinkException {
        try {
            return dial(proxy.address(), named(proxy.address()));
        } catch (LinkException e) {
            throw switch (e.kind()) {
                case UNKNOWN_NAME ->
                    new LinkException(
                            Kind.PROXY_UNREACHABLE, SourceText.detail("met", proxy.address(), "met-no-name"), e);
                case TIMED_OUT ->
                    new LinkException(
                            Kind.PROXY_UNREACHABLE, SourceText.detail("met", proxy.address(), "met-no-answer"), e);
                case UNREACHABLE -> new LinkException(Kind.PROXY_UNREACHABLE, e.detail(), e);
                default -> e;
            };
        }
    }

    private InetAddress named(CollectorAddress to) throws LinkException {
        try {
            return names.address(to.host());
        } catch (UnknownHostException e) {
            throw notReached(to, e);
        }
    }

    private GuardedSocket dial(CollectorAddress to, InetAddress address) throws LinkException {
        GuardedSocket raw = new GuardedSocket();
        try {
            raw.setTcpNoDelay(true);
            raw.setKeepAlive(true);
            InetSocketAddress there = new InetSocketAddress(address, to.port());
            if (dialled.size() < MOST_DIALLED) {
                dialled.add(there);
            }
            raw.connect(there, (int) timeout.toMillis());
            raw.deadline(timeout);
            return raw;
        } catch (IOException e) {
            close(raw);
            throw notReached(to, e);
        }
    }

    private LinkException notReached(CollectorAddress to, IOException e) {
        if (!isHere(to) && network.addresses().get().isEmpty()) {
            return new LinkException(Kind.NO_NETWORK, to.toString(), e);
        }
        return switch (e) {
            case UnknownHostException unknown -> new LinkException(Kind.UNKNOWN_NAME, to.host(), unknown);
            case SocketTimeoutException late -> new LinkException(Kind.TIMED_OUT, to.toString(), late);
            default -> new LinkException(Kind.UNREACHABLE, SourceText.detail("met", to, LinkException.met(e)), e);
        };
    }

    /** Whether it is on this machine, which needs no network. */
    private static boolean isHere(CollectorAddress to) {
        try {
            return to.host().equals("localhost")
                    || InetAddress.ofLiteral(to.host()).isLoopbackAddress();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static SSLSocket secure(
            GuardedSocket raw,
            CollectorAddress collector,
            CollectorCheck check,
            Optional<Credentials> credentials,
            String protocol)
            throws IOException {
        SSLSocket tls = (SSLSocket) context(check, credentials)
                .getSocketFactory()
                .createSocket(raw, collector.host(), collector.port(), true);
        SSLParameters parameters = tls.getSSLParameters();
        parameters.setProtocols(new String[] {"TLSv1.3"});
        parameters.setApplicationProtocols(new String[] {protocol});
        parameters.setNamedGroups(new String[] {"x25519", "secp256r1"});
        tls.setSSLParameters(parameters);
        try {
            tls.startHandshake();
        } catch (SSLException e) {
            throw refused(e, raw, collector);
        }
        if (!protocol.equals(tls.getApplicationProtocol())) {
            throw new LinkException(Kind.WRONG_PROTOCOL, collector + " → '" + tls.getApplicationProtocol() + "'");
        }
        return tls;
    }

    /** A context of its own for each connection: no session is resumed past a change of trust. */
    private static SSLContext context(CollectorCheck check, Optional<Credentials> credentials) {
        try {
            SSLContext context = SSLContext.getInstance("TLSv1.3");
            KeyManager[] keys =
                    credentials.map(own -> new KeyManager[] {own.forTls()}).orElseGet(() -> new KeyManager[0]);
            context.init(keys, new TrustManager[] {check}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has TLS 1.3", e);
        }
    }

    private static LinkException refused(SSLException e, GuardedSocket raw, CollectorAddress collector) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof CollectorCheck.Refused refused) {
                return new LinkException(refused.kind, refused.detail, e);
            }
            if (cause instanceof SocketTimeoutException) {
                return new LinkException(Kind.TIMED_OUT, collector.toString(), e);
            }
        }
        String said = String.valueOf(e.getMessage());
        if (raw.sentOtherThanTls()) {
            return new LinkException(Kind.NOT_TLS, collector + " → " + raw.firstLine(), e);
        }
        if (said.contains(ALERT)) {
            String alert = said.substring(said.indexOf(ALERT) + ALERT.length());
            return switch (alert) {
                case "no_application_protocol" -> new LinkException(Kind.WRONG_PROTOCOL, alert, e);
                case "protocol_version" -> new LinkException(Kind.TLS_TOO_OLD, collector.toString(), e);
                default -> new LinkException(Kind.TLS_REFUSED, alert, e);
            };
        }
        if (said.startsWith(OLD_TLS)) {
            return new LinkException(Kind.TLS_TOO_OLD, collector.toString(), e);
        }
        return new LinkException(Kind.TLS_BROKEN, LinkException.met(e), e);
    }

    private static LinkException cut(IOException e, CollectorAddress collector) {
        return e instanceof SocketTimeoutException
                ? new LinkException(Kind.TIMED_OUT, collector.toString(), e)
                : new LinkException(Kind.TLS_BROKEN, SourceText.detail("met", collector, LinkException.met(e)), e);
    }

    static void close(GuardedSocket raw) {
        try {
            raw.close();
        } catch (IOException e) {
            // It never was of use.
        }
    }
}
