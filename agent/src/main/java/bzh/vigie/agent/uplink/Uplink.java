package bzh.vigie.agent.uplink;

import bzh.vigie.agent.identity.CollectorTimeFile;
import bzh.vigie.agent.identity.Identity;
import bzh.vigie.agent.identity.IdentityException;
import bzh.vigie.agent.identity.IdentityFile;
import bzh.vigie.agent.identity.RemovalCodeFile;
import bzh.vigie.agent.identity.SessionSecretFile;
import bzh.vigie.agent.transport.Connector;
import bzh.vigie.agent.transport.FrameChannel;
import bzh.vigie.agent.transport.LinkException;
import bzh.vigie.enrol.CollectorAddress;
import bzh.vigie.event.Event;
import bzh.vigie.text.SourceText;
import bzh.vigie.v1.CertificateRenewal;
import bzh.vigie.v1.GoodbyeReason;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a connection to a collector: tries its addresses in turn, waits longer after each failure, and does what a goodbye
 * says. One thread makes the connection and writes, a second one reads while there is a connection. Thread-safe.
 */
public final class Uplink implements AutoCloseable {
    /** Source id of the agent's own events. */
    public static final String SOURCE = "agent";

    /** Reasons of a goodbye (uplink.proto). */
    private static final String STOP = "stop";

    private static final String UNINSTALL = "uninstall";

    private static final Logger LOG = System.getLogger(Uplink.class.getName());

    /** How long a password that a proxy refused is not tried again. */
    private static final Duration WRONG_PASSWORD = Duration.ofMinutes(30);

    /** How much later a collector's time is before it is written down again. */
    private static final Duration KEEP_REACHED = Duration.ofHours(6);

    private final UplinkParts parts;
    private final List<CollectorAddress> collectors;
    private final LinkLog log;
    private final Backoff backoff;
    private final Thread thread;

    private volatile Identity identity;
    private volatile Instant reached;
    private Instant reachedKept;
    private volatile AgentPolicy policy;
    private @Nullable Session current;
    private boolean closing;
    private Duration linger = Duration.ZERO;
    private volatile CollectorAddress dialled;
    private volatile String through = "";
    private volatile String lastWord = STOP;
    private String misled = "";

    /**
     * @param collectors addresses to try, in order; usually the identity's
     * @param policy what holds until the collector says otherwise
     */
    public Uplink(Identity identity, List<CollectorAddress> collectors, AgentPolicy policy, UplinkParts parts) {
        this.identity = identity;
        this.collectors = List.copyOf(collectors);
        this.policy = policy;
        this.parts = parts;
        this.reachedKept = CollectorTimeFile.load(parts.state());
        this.reached = reachedKept;
        this.log = new LinkLog(parts.clock(), parts.changed());
        this.backoff = new Backoff(parts.random());
        this.dialled = this.collectors.getFirst();
        this.thread = Thread.ofPlatform().name("vigie-uplink").daemon().unstarted(this::loop);
    }

    /** Begins to connect; returns at once. */
    public void start() {
        parts.outbox().whenFilled(this::filled);
        thread.start();
    }

    /** How things stand. */
    public synchronized LinkReport report() {
        return log.report(current == null ? 0 : current.bytesSent());
    }

    /** Last day of the certificate in use. */
    public Instant certificateEnds() {
        return identity.certificate().getNotAfter().toInstant();
    }

    private void loop() {
        int next = 0;
        int failedInRound = 0;
        boolean justRenewed = false;
        Session.Opening opening = Session.Opening.HELLO;
        log.state(new LinkState.Connecting(dialled));
        while (!closing()) {
            dialled = collectors.get(next % collectors.size());
            Attempt attempt = attempt(opening);
            boolean expired = attempt.end() instanceof SessionEnd.Goodbye goodbye
                    && goodbye.reason() == GoodbyeReason.GOODBYE_REASON_EXPIRED;
            // A collector that does not take a renewal as first frame is greeted in the ordinary way the next time.
            opening = expired && opening == Session.Opening.HELLO ? Session.Opening.RENEWAL : Session.Opening.HELLO;
            if (attempt.welcomed()) {
                backoff.reset();
                failedInRound = 0;
            } else {
                next++;
                failedInRound++;
            }
            boolean roundOver = failedInRound == 0 || failedInRound % collectors.size() == 0;
            Duration pause = pause(attempt.end(), roundOver, justRenewed);
            justRenewed = attempt.end() instanceof SessionEnd.Renewed;
            sleep(pause);
        }
        log.state(new LinkState.Stopped());
    }

    private Duration pause(SessionEnd end, boolean roundOver, boolean justRenewed) {
        return switch (end) {
            case SessionEnd.Stopped ignored -> Duration.ZERO;
            case SessionEnd.Renewed ignored -> {
                log.state(new LinkState.Connecting(dialled));
                yield justRenewed ? backoff.next() : Duration.ZERO;
            }
            case SessionEnd.Lost lost -> {
                // The same password again and again would lock the account that it belongs to.
                Duration pause = lost.kind() == LinkException.Kind.PROXY_LOGIN_REFUSED
                        ? backoff.spread(WRONG_PASSWORD, WRONG_PASSWORD)
                        : roundOver ? backoff.next() : Duration.ZERO;
                log.state(new LinkState.Failed(dialled, lost.kind(), lost.detail(), pause));
                yield pause;
            }
            case SessionEnd.Goodbye goodbye -> {
                Duration pause = Farewell.pause(goodbye.reason(), goodbye.retryAfter(), backoff);
                log.state(new LinkState.Dismissed(dialled, goodbye.reason(), goodbye.detail(), pause));
                yield pause;
            }
        };
    }

    private record Attempt(SessionEnd end, boolean welcomed) {}

    private Attempt attempt(Session.Opening opening) {
        Identity self = identity;
        try (FrameChannel channel = parts.connector()
                .connect(dialled, self.trust(reached), Optional.of(self.credentials()), Connector.UPLINK)) {
            through = channel.proxy();
            tell(channel.misdirected());
            Session session = new Session(channel, parts, this, log, opening);
            begin(session);
            SessionEnd end = session.run();
            return new Attempt(end, session.welcomed());
        } catch (LinkException e) {
            return new Attempt(new SessionEnd.Lost(e.kind(), e.detail()), false);
        } catch (RuntimeException e) {
            unexpected(e);
            return new Attempt(
                    new SessionEnd.Lost(
                            LinkException.Kind.CUT,
                            SourceText.detail("unexpected", e.getClass().getSimpleName())),
                    false);
        } finally {
            begin(null);
        }
    }

    /** That the collector's name leads elsewhere, once as long as it is so. */
    private void tell(String misdirected) {
        if (!misdirected.isEmpty() && !misdirected.equals(misled)) {
            parts.events()
                    .accept(new Event.AgentState(
                            parts.clock().now(),
                            SOURCE,
                            Event.AgentAction.MISDIRECTED,
                            Event.StartKind.SAME_BOOT,
                            parts.run().version(),
                            misdirected));
        }
        misled = misdirected;
    }

    static void unexpected(RuntimeException e) {
        LOG.log(Level.ERROR, "The connection is made anew after an unexpected error", e);
    }

    private synchronized void begin(@Nullable Session session) {
        if (current != null) {
            log.bytes(current.bytesSent());
        }
        current = session;
        if (session != null && closing) {
            session.drain(linger);
        }
    }

    private synchronized void filled() {
        if (current != null) {
            current.wake();
        }
    }

    private synchronized boolean closing() {
        return closing;
    }

    private synchronized void sleep(Duration pause) {
        long until = System.nanoTime() + pause.toNanos();
        for (long left = pause.toNanos(); left > 0 && !closing; left = until - System.nanoTime()) {
            try {
                TimeUnit.NANOSECONDS.timedWait(this, Math.max(left, 1_000_000));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                closing = true;
            }
        }
    }

    Identity identity() {
        return identity;
    }

    AgentPolicy policy() {
        return policy;
    }

    void policy(AgentPolicy next) {
        if (!next.equals(policy)) {
            policy = next;
            parts.applied().accept(next);
        }
    }

    void welcomed() {
        log.state(new LinkState.Connected(dialled, through));
    }

    /**
     * Takes a time that a collector told, never one after its certificate: who stole that can lie no further. The reading
     * thread of one session.
     */
    void told(Instant time, Instant certificateEnd) {
        Instant believed = time.isAfter(certificateEnd) ? certificateEnd : time;
        if (!believed.isAfter(reached)) {
            return;
        }
        reached = believed;
        if (believed.isBefore(reachedKept.plus(KEEP_REACHED))) {
            return;
        }
        try {
            CollectorTimeFile.keep(parts.state(), believed);
            reachedKept = believed;
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the collector's time cannot be kept: " + e);
        }
    }

    /** Keeps a renewed certificate; false, and said so, where it cannot be used. */
    boolean renewed(CertificateRenewal renewal, X509Certificate anchor) {
        try {
            Identity next = identity.renewed(
                    renewal.getCertificate().toByteArray(),
                    bytes(renewal.getAuthoritiesList()),
                    bytes(renewal.getBridgesList()),
                    anchor);
            IdentityFile.save(parts.state(), next);
            identity = next;
            log.notice(
                    Notice.Kind.RENEWED,
                    next.certificate().getNotAfter().toInstant().toString());
            return true;
        } catch (IdentityException e) {
            log.notice(Notice.Kind.RENEWAL_UNUSABLE, e.detail());
            return false;
        } catch (IOException e) {
            log.notice(Notice.Kind.RENEWAL_UNUSABLE, SourceText.detail("not-written", String.valueOf(e.getMessage())));
            return false;
        }
    }

    private static List<byte[]> bytes(List<ByteString> list) {
        return list.stream().map(ByteString::toByteArray).toList();
    }

    /** Why it ends, for the collector. */
    String lastWord() {
        return lastWord;
    }

    /** Keeps what the collector sent of the commune's break-glass code; said where it cannot be used. */
    void removalCode(ByteString sent) {
        try {
            if (!RemovalCodeFile.keep(parts.state(), sent.toByteArray())) {
                log.notice(Notice.Kind.POLICY_IGNORED, "removal_code");
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the break-glass code of the commune cannot be kept: " + e);
        }
    }

    /** Keeps what the next session is to show. */
    void sessionSecret(ByteString sent) {
        try {
            SessionSecretFile.keep(parts.state(), sent.toByteArray());
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the secret of the next session cannot be kept: " + e);
        }
    }

    /** As {@link #close(Duration)}, of an agent that will not come back. */
    public void leave(Duration longest) {
        lastWord = UNINSTALL;
        close(longest);
    }

    /** Sends what is left for up to this long, says goodbye and ends. */
    public void close(Duration longest) {
        synchronized (this) {
            closing = true;
            linger = longest;
            if (current != null) {
                current.drain(longest);
            }
            notifyAll();
        }
        try {
            if (thread.isAlive()) {
                thread.join(longest.plusSeconds(5));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        close(Duration.ofSeconds(3));
    }
}
