package bzh.vigie.collector.gateway;

import bzh.vigie.collector.fairness.Holder;
import bzh.vigie.collector.fairness.Resource;
import bzh.vigie.collector.gateway.Greeting.Verdict;
import bzh.vigie.collector.identity.Admission;
import bzh.vigie.collector.ingest.Lane;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.event.Sha256;
import bzh.vigie.v1.AgentFrame;
import bzh.vigie.v1.Batch;
import bzh.vigie.v1.CollectorFrame;
import bzh.vigie.v1.GoodbyeReason;
import bzh.vigie.v1.Policy;
import bzh.vigie.v1.Welcome;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.timeout.IdleStateEvent;
import java.lang.System.Logger.Level;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The connection of an agent that has proved in the handshake to hold the key of its certificate. Everything runs on its
 * event loop, but for what is handed to the desk and comes back by {@link #onLoop}.
 */
final class AgentSession extends SimpleChannelInboundHandler<Frame> {
    /** Longest first frame, before it is known who sends. */
    static final int MAX_FIRST = 64 * 1024;

    /** Longest frame (uplink.proto). */
    static final int MAX_FRAME = 1 << 20;

    private static final System.Logger LOG = System.getLogger(AgentSession.class.getName());
    private static final Duration TO_RENEW = Duration.ofSeconds(15);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(250);

    private enum State {
        /** Nothing said yet. */
        NEW,
        /** Hello was received; the desk is looking. */
        OPENING,
        /** Welcome was sent. */
        OPEN,
        /** The certificate is over: only a renewal is listened to. */
        EXPIRED,
        /** Goodbye was sent. */
        CLOSING
    }

    private final Stage stage;
    private final FrameReader reader;
    private final ChannelHandlerContext ctx;
    private final X509Certificate certificate;
    private final AgentId agent;
    private final Holder holder;
    private final String address;
    private final Pulse pulse;
    private final Intake intake;
    private final Errand errand;
    private State state = State.NEW;
    private @Nullable Host host;
    private volatile Optional<Electing.Candidate> candidate = Optional.empty();
    private volatile String run = "";
    private Pushed pushed = new Pushed(ByteString.EMPTY);
    private volatile SessionChain.Link link = SessionChain.Link.NONE;
    private volatile boolean elsewhere;
    private boolean looksAgain;
    /** That this session showed, and that it left its agent; empty for none. */
    private ByteString shown = ByteString.EMPTY;

    private ByteString secret = ByteString.EMPTY;

    AgentSession(
            Stage stage,
            FrameReader reader,
            ChannelHandlerContext ctx,
            X509Certificate certificate,
            AgentId agent,
            Holder holder) {
        this.stage = stage;
        this.holder = holder;
        this.reader = reader;
        this.ctx = ctx;
        this.certificate = certificate;
        this.agent = agent;
        this.address = stage.address(ctx.channel());
        this.errand = new Errand(ctx, stage.desk(), this::giveBack, this::take, this::readMore, this::unserved);
        this.pulse = new Pulse(stage, this);
        this.intake = new Intake(stage, ctx, agent, holder, address, this::landed);
        stage.presence().watch(this).forEach(AgentSession::drop);
        later(this::awaited, stage.limits().handshake());
    }

    AgentId agent() {
        return agent;
    }

    String run() {
        return run;
    }

    String address() {
        return address;
    }

    X509Certificate certificate() {
        return certificate;
    }

    Stage stage() {
        return stage;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, Frame frame) {
        if (!errand.holds(frame)) {
            take(frame);
        }
    }

    private void take(Frame frame) {
        boolean kept = false;
        try {
            if (state != State.CLOSING) {
                kept = handle(AgentFrame.parseFrom(frame.content()), frame.held());
            }
        } catch (InvalidProtocolBufferException e) {
            bad("not a frame of this protocol");
        } catch (BadFrameException e) {
            bad(String.valueOf(e.getMessage()));
        } finally {
            if (!kept) {
                giveBack(frame);
            }
        }
    }

    private void giveBack(Frame frame) {
        stage.shares().giveBack(Resource.BYTES_IN_FLIGHT, holder, frame.held());
    }

    /** Whether the frame's hold on the budget is kept until its batch is durable. */
    private boolean handle(AgentFrame frame, int held) throws BadFrameException {
        boolean beforeHello = frame.hasHello() ? state == State.NEW : frame.hasRenewalRequest() || frame.hasGoodbye();
        if (state != State.OPEN && !beforeHello) {
            if (state == State.EXPIRED) {
                return false; // sent before it knew
            }
            throw new BadFrameException("no hello before it");
        }
        Optional<Resource> charged = charged(frame);
        if (charged.isPresent() && !stage.shares().spend(charged.get(), holder, 1)) {
            overloaded();
            return false;
        }
        switch (frame.getFrameCase()) {
            case HELLO -> hello(Greeting.of(frame.getHello(), agent));
            case BATCH -> {
                return batch(frame.getBatch(), held);
            }
            case HEARTBEAT ->
                pulse.heartbeat(frame.getHeartbeat(), ctx.channel().config().isAutoRead());
            case LOCATION_DIGESTS -> pulse.digests(frame.getLocationDigests().getDigestsList());
            case RENEWAL_REQUEST -> {
                ByteString csr = frame.getRenewalRequest().getCsr();
                errand(() -> Renewing.renew(this, csr), this::say);
            }
            case GOODBYE -> Frames.close(ctx);
            case FRAME_NOT_SET -> throw new BadFrameException("an empty frame, or one of a later protocol");
        }
        return false;
    }

    /** The resource that a frame is charged to at once; a hello is charged with its handshake, a batch where it is taken in. */
    private static Optional<Resource> charged(AgentFrame frame) {
        return switch (frame.getFrameCase()) {
            case HEARTBEAT, LOCATION_DIGESTS -> Optional.of(Resource.FRAMES);
            case RENEWAL_REQUEST -> Optional.of(Resource.RENEWALS);
            case HELLO, BATCH, GOODBYE, FRAME_NOT_SET -> Optional.empty();
        };
    }

    private void hello(Greeting greeting) throws BadFrameException {
        if (state != State.NEW) {
            throw new BadFrameException("a second hello");
        }
        state = State.OPENING;
        run = greeting.run();
        errand(() -> greeting.judge(stage, agent, certificate), verdict -> judged(greeting, verdict));
    }

    private void judged(Greeting greeting, Verdict verdict) {
        if (state != State.OPENING) {
            return;
        }
        if (verdict.admission() == Admission.EXPIRED) {
            state = State.EXPIRED;
            send(Refusals.goodbye(verdict.admission()));
            later(() -> Frames.close(ctx), TO_RENEW);
        } else if (verdict.admission() != Admission.VALID || verdict.host().isEmpty()) {
            if (verdict.admission() == Admission.LONG_EXPIRED) {
                desk(() -> Refusals.askAnAnalyst(stage, agent));
            }
            leave(Refusals.goodbye(verdict.admission()));
        } else if (!stage.log().ready() || !stage.shares().hasRoom(Resource.BYTES_IN_FLIGHT, holder, MAX_FIRST)) {
            overloaded();
        } else {
            open(greeting, verdict, verdict.host().get());
        }
    }

    private void open(Greeting greeting, Verdict verdict, Host row) {
        host = row;
        state = State.OPEN;
        link = verdict.link();
        shown = greeting.secret();
        elsewhere = greeting.isElsewhere(row);
        reader.allow(MAX_FRAME);
        Instant now = stage.now();
        long skew = pulse.wallClock(greeting.wallMicros());
        stage.register()
                .note(session -> session.hosts()
                        .hello(
                                agent,
                                greeting.hostname(),
                                greeting.facts(),
                                greeting.version(),
                                greeting.bootId(),
                                greeting.run(),
                                skew,
                                now));
        if (!row.hostname().equals(greeting.hostname())) {
            stage.notices().renamed(agent, row.commune(), row.hostname(), greeting.hostname());
        }
        if (elsewhere) {
            stage.notices().moved(agent, row.commune(), Machine.id(row.facts()), greeting.machine(), address);
        }
        Presence.Arrival arrival = stage.presence().arrive(this);
        arrival.replaced().forEach(AgentSession::replaced);
        arrival.challenged().forEach(AgentSession::challenge);
        Welcome.Builder welcome = Welcome.newBuilder().setTime(stage.time());
        verdict.durable().forEach((lane, number) -> welcome.addDurable(Acknowledgements.position(lane, number)));
        candidate = greeting.membership().map(in -> new Electing.Candidate(row.commune(), in, this));
        welcome.setPolicy(Frames.policy(verdict.removalCode(), candidate.map(in -> verdict.directory())));
        send(CollectorFrame.newBuilder().setWelcome(welcome).build());
        if (verdict.directory() == Electing.Choice.NOBODY) {
            desk(stage.electing()::look);
        }
        pushed = new Pushed(greeting.watchlist());
        push(verdict.swept());
        lost(greeting.released(), verdict.durable(), row, skew);
    }

    /** Tells what the agent released and this collector does not have. Each lane is spent: one that is new is remembered from then on. */
    private void lost(Map<Lane, Long> released, Map<Lane, Long> durable, Host row, long skew) {
        List<Notices.Lost> lost = new ArrayList<>();
        released.forEach((lane, number) -> {
            long known = durable.getOrDefault(lane, 0L);
            if (number > known && stage.shares().spend(Resource.LANES, holder, 1)) {
                lost.add(new Notices.Lost(lane, known + 1, number));
                stage.log().gone(lane, number);
            }
        });
        if (!lost.isEmpty()) {
            stage.notices().lost(agent, row.commune(), lost, row.lastSeen().orElse(row.enrolled()), skew);
        }
    }

    /** Tells detection that the host's disk does not take what its agent sees. On the event loop. */
    void spoolStuck() {
        Host row = host;
        if (row != null) {
            stage.notices().spoolStuck(agent, row.commune());
        }
    }

    /** Another session of its agent was let in: this one has to prove that it is alive, and finishes its frames at once. Any thread. */
    private void challenge() {
        onLoop(reader::hurry);
        pulse.challenge();
    }

    /** What an agent is to keep to is another from now on, where it is of that commune. Any thread. */
    void policy(Commune commune, Policy policy) {
        onLoop(() -> {
            Host row = host;
            if (state == State.OPEN && row != null && row.commune().equals(commune)) {
                send(CollectorFrame.newBuilder().setPolicy(policy).build());
            }
        });
    }

    /** Whose directory it could read; empty before it is let in, and where its machine is in no domain. Any thread. */
    Optional<Electing.Candidate> candidate() {
        return candidate;
    }

    /** What agents of its commune check may have changed. Any thread. */
    void watchlist() {
        onLoop(() -> {
            Host row = host;
            if (state == State.OPEN && row != null) {
                Sha256 list = stage.pushing().list(row.commune()).id();
                desk(() -> {
                    boolean swept = Pushed.hasSwept(stage.store(), agent, list);
                    onLoop(() -> push(swept));
                });
            }
        });
    }

    /** It is to read everything once more where it is one of these hosts. Any thread. */
    void sweep(Map<AgentId, Instant> due) {
        Optional.ofNullable(due.get(agent))
                .ifPresent(when -> onLoop(() -> {
                    if (state == State.OPEN && host != null) {
                        pushed.sweep(when).ifPresent(this::send);
                    }
                }));
    }

    private void push(boolean swept) {
        Host row = host;
        if (state == State.OPEN && row != null && stage.pushing().isKnown()) {
            pushed.next(stage.pushing().list(row.commune()), swept).forEach(this::send);
        }
    }

    private boolean batch(Batch batch, int held) throws BadFrameException {
        Host row = host;
        if (row == null) {
            throw new BadFrameException("no hello before it");
        }
        Intake.Taken taken = intake.take(batch, held, row.commune(), pulse.skewMicros());
        if (taken == Intake.Taken.OVER_SHARE) {
            overloaded();
        }
        readMore();
        return taken == Intake.Taken.KEPT;
    }

    private void landed(boolean durable) {
        if (!durable && state != State.CLOSING) {
            overloaded();
        }
        readMore();
    }

    /** It proved to be alive: where another run is there too, its key is in two places. A copy is refused alone, where it is known to be one. */
    void alive() {
        Host row = host;
        List<AgentSession> both = stage.presence().proven(this);
        if (row == null || both.isEmpty()) {
            pulse.proven();
            return;
        }
        List<AgentSession> others =
                both.stream().filter(each -> !each.run().equals(run)).toList();
        if (!secret.isEmpty() && others.stream().allMatch(each -> each.isCopyOf(this))) {
            pulse.proven();
            desk(() -> Refusals.copies(stage, agent, row.commune(), this, others));
            // One of them may have this one's.
            secret = ByteString.EMPTY;
            send(CollectorFrame.newBuilder()
                    .setTime(stage.time().toBuilder().setSessionSecret(freshSecret()))
                    .build());
        } else {
            desk(() -> Refusals.quarantine(
                    stage, agent, row.commune(), stage.presence().proven(this)));
        }
    }

    /**
     * Whether its agent's state is a copy of that of an older session which is alive and was left a secret of its own: it shows an older
     * one, or the very one, or it is the one that is on another machine than before.
     */
    private boolean isCopyOf(AgentSession older) {
        return switch (link) {
            case NONE -> false;
            case LAST, OTHER -> true;
            case BEFORE -> elsewhere && !older.elsewhere;
        };
    }

    /** A secret for the agent's next session, once, where no other run of it is connected; else empty. On the event loop. */
    ByteString secretOnce() {
        return secret.isEmpty() && stage.presence().isAlone(this) ? freshSecret() : ByteString.EMPTY;
    }

    private ByteString freshSecret() {
        ByteString fresh = SessionChain.fresh(stage.random());
        SessionChain.Link began = link;
        secret = fresh;
        link = SessionChain.Link.LAST;
        stage.register().note(session -> SessionChain.next(session, agent, fresh, shown, began));
        return fresh;
    }

    boolean isOpen() {
        return state == State.OPEN;
    }

    /** Sends a frame. On the event loop. */
    void send(CollectorFrame frame) {
        Frames.send(ctx.channel(), frame);
    }

    /** Judges again after a decision of an analyst. Any thread. */
    void reconsider() {
        desk(() -> {
            Admission admission =
                    Admission.judge(stage.store().read(s -> s.hosts().find(agent)), certificate, stage.now());
            if (admission != Admission.VALID && admission != Admission.EXPIRED) {
                leave(Refusals.goodbye(admission));
            }
        });
    }

    /** Its place is taken. Any thread. */
    void replaced() {
        leave(Frames.goodbye(GoodbyeReason.GOODBYE_REASON_REPLACED, "", 0));
    }

    /** Says this goodbye and closes. Any thread. */
    void leave(CollectorFrame goodbye) {
        stage.counters().refused.increment();
        end(goodbye);
    }

    /** Says this and closes, where it has not ended yet. Any thread. */
    void end(CollectorFrame last) {
        onLoop(() -> {
            if (state != State.CLOSING) {
                state = State.CLOSING;
                reader.stop();
                Frames.sendLast(ctx.channel(), last);
            }
        });
    }

    /** One of too many of its agent: closed without a word. Any thread. */
    private void drop() {
        onLoop(() -> {
            state = State.CLOSING;
            Frames.close(ctx);
        });
    }

    /** Who shows a certificate and says nothing takes a place all the same. */
    private void awaited() {
        if (state == State.NEW) {
            Frames.close(ctx);
        }
    }

    private void overloaded() {
        stage.counters().shed.increment();
        leave(Frames.goodbye(GoodbyeReason.GOODBYE_REASON_OVERLOADED, "", stage.retryAfter()));
    }

    private void bad(String what) {
        stage.counters().badFrames.increment();
        cut(what);
    }

    private void cut(String what) {
        LOG.log(Level.WARNING, "agent {0} at {1} loses its connection: {2}", agent, address, what);
        leave(Frames.goodbye(GoodbyeReason.GOODBYE_REASON_BAD_FRAME, what, 0));
    }

    /** Reads on or not, after anything that this depends on has changed. */
    private void readMore() {
        boolean read = state == State.CLOSING
                || (!errand.isUnderWay() && ctx.channel().isWritable() && intake.hasRoom(reader.partial()));
        if (ctx.channel().config().isAutoRead() != read) {
            ctx.channel().config().setAutoRead(read);
        }
        if (!read && !looksAgain) {
            // Another session of the agent may be what takes its share.
            looksAgain = true;
            later(
                    () -> {
                        looksAgain = false;
                        readMore();
                    },
                    LOOK_AGAIN);
        }
    }

    void onLoop(Runnable work) {
        Errand.onLoop(ctx, work);
    }

    /** Runs this on the event loop after that time. */
    void later(Runnable work, Duration wait) {
        var _ = ctx.executor().schedule(work, wait.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** What a frame asks for; nothing more is read meanwhile. */
    <T> void errand(Supplier<T> work, Consumer<T> after) {
        errand.go(work, after);
        readMore();
    }

    private void say(Renewing.Answer answer) {
        if (answer.last()) {
            end(answer.frame());
        } else {
            send(answer.frame());
        }
    }

    /** What we do of our own accord. */
    private void desk(Runnable work) {
        try {
            stage.desk().execute(() -> {
                try {
                    work.run();
                } catch (RuntimeException e) {
                    unserved(e);
                }
            });
        } catch (RejectedExecutionException e) {
            unserved(e);
        }
    }

    private void unserved(RuntimeException e) {
        if (!(e instanceof RejectedExecutionException)) {
            Trouble.log(LOG, "agent " + agent + " cannot be served now and is told to come back", e);
        }
        onLoop(this::overloaded);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) throws Exception {
        readMore();
        super.channelWritabilityChanged(context);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        boolean greeted = host != null;
        state = State.CLOSING;
        errand.forget();
        if (stage.presence().leave(this) && greeted) {
            stage.register().note(session -> session.hosts().disconnected(agent));
        }
        super.channelInactive(context);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
        if (event instanceof Shed) {
            overloaded();
        } else if (event instanceof IdleStateEvent) {
            if (ctx.channel().config().isAutoRead()) {
                LOG.log(Level.DEBUG, "agent {0} at {1} has gone silent", agent, address);
                Frames.close(ctx);
            }
        } else {
            super.userEventTriggered(context, event);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        stage.badFrame(cause).ifPresentOrElse(this::cut, () -> Frames.close(ctx));
    }
}
