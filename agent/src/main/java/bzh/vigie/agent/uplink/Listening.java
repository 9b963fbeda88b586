package bzh.vigie.agent.uplink;

import bzh.vigie.agent.transport.FrameChannel;
import bzh.vigie.agent.transport.LinkException;
import bzh.vigie.agent.transport.LinkException.Kind;
import bzh.vigie.event.Event;
import bzh.vigie.event.Moment;
import bzh.vigie.text.Printable;
import bzh.vigie.text.SourceText;
import bzh.vigie.v1.CollectorFrame;
import bzh.vigie.v1.CollectorGoodbye;
import bzh.vigie.v1.GoodbyeReason;
import bzh.vigie.v1.InventoryRequest;
import bzh.vigie.v1.LanePosition;
import bzh.vigie.v1.Policy;
import bzh.vigie.v1.Time;
import bzh.vigie.v1.Welcome;
import bzh.vigie.watchlist.LocalWatchlist;
import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Reads the collector's frames and does what each asks; the list is closed (invariant 1). Runs on the reading thread of one
 * session and ends it when the connection ends, says what no collector says, or says goodbye.
 */
final class Listening implements Runnable {
    private static final Duration ASK_AGAIN = Duration.ofHours(1);

    private final FrameChannel channel;
    private final UplinkParts parts;
    private final Uplink owner;
    private final LinkLog log;
    private final Session session;
    private boolean onlyRenewing;
    private Optional<SessionEnd> expired = Optional.empty();
    private long renewalAskedNanos;
    private boolean renewalAsked;
    private boolean renewalAwaited;

    Listening(
            FrameChannel channel,
            UplinkParts parts,
            Uplink owner,
            LinkLog log,
            Session session,
            Session.Opening opening) {
        this.channel = channel;
        this.parts = parts;
        this.owner = owner;
        this.log = log;
        this.session = session;
        this.onlyRenewing = opening == Session.Opening.RENEWAL;
        this.renewalAwaited = onlyRenewing;
    }

    @Override
    public void run() {
        try {
            while (true) {
                if (!handle(CollectorFrame.parseFrom(channel.read(patience())))) {
                    return;
                }
            }
        } catch (InvalidProtocolBufferException e) {
            lost(Kind.BAD_FRAME, "");
        } catch (LinkException e) {
            lost(e.kind(), e.detail());
        } catch (RuntimeException e) {
            Uplink.unexpected(e);
            lost(Kind.CUT, SourceText.detail("unexpected", e.getClass().getSimpleName()));
        }
    }

    /** Each heartbeat is answered by the time: two without an answer, and nobody is there. */
    private Duration patience() {
        Duration once = parts.connector().timeout();
        return session.welcomed() ? owner.policy().heartbeat().multipliedBy(2).plus(once) : once;
    }

    private void lost(Kind kind, String detail) {
        session.hungUp(expired.orElseGet(() -> new SessionEnd.Lost(kind, detail)));
    }

    /** False where the session is over. */
    private boolean handle(CollectorFrame frame) {
        return switch (frame.getFrameCase()) {
            case WELCOME -> {
                if (session.welcomed() || onlyRenewing) {
                    lost(Kind.BAD_FRAME, "frame-welcome");
                    yield false;
                }
                welcome(frame.getWelcome());
                yield true;
            }
            case ACKNOWLEDGEMENT -> {
                frame.getAcknowledgement().getDurableList().forEach(this::acknowledged);
                yield true;
            }
            case TIME -> {
                time(frame.getTime());
                yield true;
            }
            case POLICY -> {
                policy(frame.getPolicy());
                yield true;
            }
            case WATCHLIST -> {
                if (!parts.watchlist().take(frame.getWatchlist())) {
                    log.notice(
                            Notice.Kind.WATCHLIST_NOT_USED,
                            Integer.toUnsignedString(frame.getWatchlist().getVersion()));
                }
                yield true;
            }
            case INVENTORY_REQUEST -> {
                inventory(frame.getInventoryRequest());
                yield true;
            }
            case SWEEP_REQUEST -> {
                sweep(frame.getSweepRequest().getRequestId());
                yield true;
            }
            case CERTIFICATE_RENEWAL -> {
                if (!renewalAwaited) {
                    lost(Kind.BAD_FRAME, "frame-renewal");
                    yield false;
                }
                renewalAwaited = false;
                yield !(owner.renewed(frame.getCertificateRenewal(), channel.anchor()) && onlyRenewing) || over();
            }
            case GOODBYE -> goodbye(frame.getGoodbye());
            case FRAME_NOT_SET -> {
                lost(Kind.BAD_FRAME, "");
                yield false;
            }
        };
    }

    private void sweep(String request) {
        if (request.isEmpty() || request.length() > LocalWatchlist.LONGEST_REQUEST) {
            log.notice(Notice.Kind.SWEEP_NOT_MADE, Printable.line(request, LocalWatchlist.LONGEST_REQUEST));
        } else {
            parts.watchlist().sweep(request);
        }
    }

    private boolean over() {
        session.hungUp(new SessionEnd.Renewed());
        return false;
    }

    private boolean goodbye(CollectorGoodbye goodbye) {
        SessionEnd end = new SessionEnd.Goodbye(
                goodbye.getReason(),
                Duration.ofSeconds(Integer.toUnsignedLong(goodbye.getRetryAfterSeconds())),
                Printable.line(goodbye.getDetail(), 300));
        if (goodbye.getReason() == GoodbyeReason.GOODBYE_REASON_EXPIRED && !onlyRenewing) {
            onlyRenewing = true;
            expired = Optional.of(end);
            renewalAwaited = true;
            session.answer(Frames.renewal(owner.identity().key()));
            return true;
        }
        session.hungUp(end);
        return false;
    }

    private void welcome(Welcome welcome) {
        List<Outbox.Standing> standings = parts.outbox().standings();
        boolean setBack = standings.stream()
                .anyMatch(lane -> welcome.getDurableList().stream()
                        .anyMatch(durable ->
                                isOf(durable, lane) && Long.compareUnsigned(durable.getNumber(), lane.taken()) > 0));
        for (LanePosition durable : welcome.getDurableList()) {
            for (Outbox.Standing lane : standings) {
                if (!isOf(durable, lane)) {
                    continue;
                }
                if (setBack) {
                    // What this disk had when the agent began was sent before the image was taken; what came since has
                    // numbers that others had.
                    parts.outbox().release(lane.epoch(), lane.lane(), Math.min(lane.opened(), durable.getNumber()));
                } else if (durable.getNumber() < lane.released()) {
                    log.notice(
                            Notice.Kind.COLLECTOR_SET_BACK,
                            SourceText.detail(
                                    "lane-numbers", lane.lane(), (durable.getNumber() + 1) + "-" + lane.released()));
                } else {
                    parts.outbox().release(lane.epoch(), lane.lane(), durable.getNumber());
                }
            }
        }
        if (setBack) {
            parts.outbox().newEpoch();
            parts.events()
                    .accept(new Event.AgentState(
                            parts.clock().now(),
                            Uplink.SOURCE,
                            Event.AgentAction.ROLLED_BACK,
                            Event.StartKind.SAME_BOOT,
                            parts.run().version(),
                            "the collector has higher numbers than this spool: the disk was set back"));
            log.notice(Notice.Kind.ROLLED_BACK, "");
        }
        if (welcome.hasPolicy()) {
            policy(welcome.getPolicy());
        }
        owner.welcomed();
        session.welcome();
        if (welcome.hasTime()) {
            time(welcome.getTime());
            // One that ends later, while the connection lasts, is no fault: the collector shows a new one to who comes.
            peerEnd()
                    .filter(end -> end.toEpochMilli() < welcome.getTime().getWallMicros() / 1_000)
                    .ifPresent(end -> log.notice(Notice.Kind.COLLECTOR_EXPIRED, end.toString()));
        }
    }

    private static boolean isOf(LanePosition durable, Outbox.Standing lane) {
        return lane.lane() == durable.getLane() && lane.epoch().equals(durable.getEpoch());
    }

    private void acknowledged(LanePosition durable) {
        for (Outbox.Standing lane : parts.outbox().standings()) {
            if (!isOf(durable, lane)) {
                continue;
            }
            if (Long.compareUnsigned(durable.getNumber(), lane.written()) > 0) {
                log.notice(Notice.Kind.ACKNOWLEDGED_UNSENT, SourceText.detail("lane", lane.lane()));
                return;
            }
            parts.outbox().release(lane.epoch(), lane.lane(), durable.getNumber());
            log.acknowledged(session.acknowledged(lane.epoch(), lane.lane(), durable.getNumber()));
        }
    }

    private void time(Time time) {
        if (!time.getSessionSecret().isEmpty()) {
            owner.sessionSecret(time.getSessionSecret());
        }
        Moment here = parts.clock().now();
        Instant there;
        try {
            there = Moment.instant(time.getWallMicros());
        } catch (ArithmeticException | java.time.DateTimeException e) {
            return;
        }
        log.skew(time.getWallMicros() - here.wallMicros());
        peerEnd().ifPresent(end -> owner.told(there, end));
        long now = System.nanoTime();
        if (owner.identity().renewalDue(there) && (!renewalAsked || now - renewalAskedNanos >= ASK_AGAIN.toNanos())) {
            renewalAsked = true;
            renewalAwaited = true;
            renewalAskedNanos = now;
            session.answer(Frames.renewal(owner.identity().key()));
        }
    }

    /** The end of the collector's certificate; empty where the connection is going, which the reading says next. */
    private Optional<Instant> peerEnd() {
        try {
            return Optional.of(channel.peer().getNotAfter().toInstant());
        } catch (LinkException e) {
            return Optional.empty();
        }
    }

    private void policy(Policy sent) {
        AgentPolicy.Applied applied = owner.policy().with(sent);
        if (!applied.ignored().isEmpty()) {
            log.notice(Notice.Kind.POLICY_IGNORED, String.join(", ", applied.ignored()));
        }
        owner.policy(applied.policy());
        if (sent.hasRemovalCode()) {
            owner.removalCode(sent.getRemovalCode());
        }
    }

    private void inventory(InventoryRequest request) {
        if (request.getLocationsCount() == 0) {
            session.answer(Frames.digests(parts.inventory().digests()));
            return;
        }
        List<InventoryRequests.Place> places = request.getLocationsList().stream()
                .limit(8_192)
                .map(each -> new InventoryRequests.Place(each.getLocation(), each.getAccountId()))
                .toList();
        parts.inventory().listCompletely(places);
    }
}
