package bzh.vigie.collector.gateway;

import bzh.vigie.collector.fairness.Holder;
import bzh.vigie.collector.fairness.Resource;
import bzh.vigie.collector.identity.Authorities;
import bzh.vigie.collector.identity.Enrolment;
import bzh.vigie.collector.identity.EnrolmentOutcome;
import bzh.vigie.collector.identity.EnrolmentOutcome.Doubted;
import bzh.vigie.collector.identity.EnrolmentOutcome.Refused;
import bzh.vigie.collector.identity.EnrolmentOutcome.Signed;
import bzh.vigie.enrol.TokenSecret;
import bzh.vigie.text.RefusalText;
import bzh.vigie.v1.EnrolAnswer;
import bzh.vigie.v1.EnrolRefusal;
import bzh.vigie.v1.EnrolRequest;
import bzh.vigie.v1.Enrolled;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.lang.System.Logger.Level;
import java.security.cert.X509Certificate;
import java.util.concurrent.RejectedExecutionException;

/** A connection that enrols: one request, one answer. */
final class EnrolSession extends SimpleChannelInboundHandler<Frame> {
    /** Longest request (enrol.proto). */
    static final int MAX_REQUEST = 16 * 1024;

    private static final System.Logger LOG = System.getLogger(EnrolSession.class.getName());
    private static final int RETRY_SECONDS = 60;

    private final Stage stage;
    private final Holder holder;
    private final FrameReader reader;
    private boolean asked;

    EnrolSession(Stage stage, Holder holder, FrameReader reader) {
        this.stage = stage;
        this.holder = holder;
        this.reader = reader;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, Frame frame) {
        boolean kept = false;
        try {
            if (!asked) {
                asked = true;
                reader.stop();
                Enrolment.Request request = request(EnrolRequest.parseFrom(frame.content()));
                String address = stage.address(ctx.channel());
                stage.desk().execute(() -> {
                    try {
                        answer(ctx.channel(), request, address);
                    } finally {
                        stage.shares().giveBack(Resource.BYTES_IN_FLIGHT, holder, frame.held());
                    }
                });
                kept = true;
            }
        } catch (InvalidProtocolBufferException | BadFrameException e) {
            stage.counters().badFrames.increment();
            refuse(ctx.channel(), EnrolRefusal.ENROL_REFUSAL_BAD_REQUEST, RefusalText.detail("not-readable"), 0);
        } catch (RejectedExecutionException e) {
            overloaded(ctx.channel());
        } finally {
            if (!kept) {
                stage.shares().giveBack(Resource.BYTES_IN_FLIGHT, holder, frame.held());
            }
        }
    }

    private static Enrolment.Request request(EnrolRequest request) throws BadFrameException {
        if (request.getSecret().size() != TokenSecret.LENGTH) {
            throw new BadFrameException("a secret of another length");
        }
        return new Enrolment.Request(
                Machine.bounded(request.getTokenId()),
                new TokenSecret(request.getSecret().toByteArray()),
                request.getCsr(),
                Machine.bounded(request.getFacts().getHostname()),
                Machine.json(request.getFacts()),
                Machine.bounded(request.getVersion()));
    }

    private void answer(Channel channel, Enrolment.Request request, String address) {
        EnrolmentOutcome outcome;
        try {
            outcome = stage.enrolment().enrol(request, address);
        } catch (RuntimeException e) {
            Trouble.log(LOG, "an enrolment failed; the agent is told to come back", e);
            refuse(channel, EnrolRefusal.ENROL_REFUSAL_FAILED, RefusalText.detail("its-log"), RETRY_SECONDS);
            return;
        }
        switch (outcome) {
            case Signed signed -> {
                Enrolled.Builder enrolled = Enrolled.newBuilder()
                        .setAgentId(signed.id().text())
                        .setCommune(signed.commune().insee())
                        .setCertificate(der(signed.certificate()))
                        .setTime(stage.time());
                signed.authorities().trusted().forEach(authority -> enrolled.addAuthorities(der(authority)));
                LOG.log(Level.INFO, "enrolled {0} of commune {1} from {2}", signed.id(), signed.commune(), address);
                Frames.sendLast(
                        channel, EnrolAnswer.newBuilder().setEnrolled(enrolled).build());
            }
            case Doubted doubted -> {
                LOG.log(Level.WARNING, "enrolment from {0} waits for a person: {1}", address, doubted.why());
                stage.notices().doubted(doubted, address);
                Refused waiting = Enrolment.waiting();
                refuse(channel, reason(waiting.reason()), waiting.detail(), waiting.retryAfterSeconds());
            }
            case Refused refused -> {
                LOG.log(Level.WARNING, "enrolment from {0} refused: {1}", address, refused.reason());
                refuse(channel, reason(refused.reason()), refused.detail(), refused.retryAfterSeconds());
            }
        }
    }

    private void refuse(Channel channel, EnrolRefusal reason, String detail, int retryAfterSeconds) {
        stage.counters().refused.increment();
        Frames.sendLast(
                channel,
                EnrolAnswer.newBuilder()
                        .setRefused(bzh.vigie.v1.Refused.newBuilder()
                                .setReason(reason)
                                .setDetail(detail)
                                .setRetryAfterSeconds(retryAfterSeconds))
                        .build());
    }

    private void overloaded(Channel channel) {
        stage.counters().shed.increment();
        refuse(channel, EnrolRefusal.ENROL_REFUSAL_TOO_MANY, RefusalText.detail("overloaded"), stage.retryAfter());
    }

    private static ByteString der(X509Certificate certificate) {
        return ByteString.copyFrom(Authorities.der(certificate));
    }

    private static EnrolRefusal reason(EnrolmentOutcome.Reason reason) {
        return switch (reason) {
            case TOKEN_UNKNOWN -> EnrolRefusal.ENROL_REFUSAL_TOKEN_UNKNOWN;
            case TOKEN_EXPIRED -> EnrolRefusal.ENROL_REFUSAL_TOKEN_EXPIRED;
            case TOKEN_USED_UP -> EnrolRefusal.ENROL_REFUSAL_TOKEN_USED_UP;
            case TOKEN_REVOKED -> EnrolRefusal.ENROL_REFUSAL_TOKEN_REVOKED;
            case BAD_REQUEST -> EnrolRefusal.ENROL_REFUSAL_BAD_REQUEST;
            case TOO_MANY -> EnrolRefusal.ENROL_REFUSAL_TOO_MANY;
            case WAITING_FOR_APPROVAL -> EnrolRefusal.ENROL_REFUSAL_WAITING_FOR_APPROVAL;
            case HOST_REVOKED -> EnrolRefusal.ENROL_REFUSAL_HOST_REVOKED;
            case HOST_QUARANTINED -> EnrolRefusal.ENROL_REFUSAL_HOST_QUARANTINED;
            case OTHER_COMMUNE -> EnrolRefusal.ENROL_REFUSAL_OTHER_COMMUNE;
            case NOT_ALLOWED -> EnrolRefusal.ENROL_REFUSAL_FAILED;
        };
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        if (event instanceof Shed) {
            overloaded(ctx.channel());
        } else {
            super.userEventTriggered(ctx, event);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (stage.badFrame(cause).isPresent()) {
            reader.stop();
            refuse(ctx.channel(), EnrolRefusal.ENROL_REFUSAL_BAD_REQUEST, RefusalText.detail("not-readable"), 0);
        } else {
            Frames.close(ctx);
        }
    }
}
