package bzh.vigie.agent.identity;

import bzh.vigie.agent.transport.Connector;
import bzh.vigie.agent.transport.FrameChannel;
import bzh.vigie.agent.transport.LinkException;
import bzh.vigie.agent.transport.LinkException.Kind;
import bzh.vigie.agent.transport.Trust;
import bzh.vigie.enrol.CollectorAddress;
import bzh.vigie.enrol.EnrolmentToken;
import bzh.vigie.event.Sha256;
import bzh.vigie.text.Printable;
import bzh.vigie.v1.EnrolAnswer;
import bzh.vigie.v1.EnrolRefusal;
import bzh.vigie.v1.EnrolRequest;
import bzh.vigie.v1.Enrolled;
import bzh.vigie.v1.MachineFacts;
import bzh.vigie.v1.Refused;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Asks a collector for an identity with a token: one connection, one request, one answer (enrol.proto). */
public final class Enrolment {
    private final Connector connector;

    public Enrolment(Connector connector) {
        this.connector = connector;
    }

    /** How an attempt ended. */
    public sealed interface Outcome {
        /** The collector gave an identity; it is not written anywhere yet. */
        record Done(Identity identity) implements Outcome {}

        /**
         * The collector refused.
         *
         * @param detail for {@link bzh.vigie.text.RefusalText}; may be empty
         * @param retryAfter when to ask again; zero where it did not say
         */
        record Declined(EnrolRefusal reason, String detail, Duration retryAfter) implements Outcome {}

        /** The collector answered with something that is no identity for this agent: {@link IdentityException#detail}. */
        record Unusable(String why) implements Outcome {}

        /** No collector of the token could be asked: why, for each that was tried. */
        record Unreachable(List<Attempt> attempts) implements Outcome {
            public Unreachable {
                attempts = List.copyOf(attempts);
            }
        }
    }

    /** One collector that could not be asked. */
    public record Attempt(CollectorAddress collector, Kind kind, String detail) {}

    /** Asks the token's collectors in turn until one answers, or a proxy refuses our password: once is enough. */
    public Outcome ask(EnrolmentToken token, AgentKey key, MachineFacts facts, String version) {
        List<Attempt> attempts = new ArrayList<>();
        for (CollectorAddress collector : token.collectors()) {
            try (FrameChannel channel = connector.connect(
                    collector, new Trust.Pinned(token.authority()), Optional.empty(), Connector.ENROLMENT)) {
                channel.write(EnrolRequest.newBuilder()
                        .setTokenId(token.id())
                        .setSecret(ByteString.copyFrom(token.secret().bytes()))
                        .setCsr(ByteString.copyFrom(CertificateRequest.der(key)))
                        .setFacts(facts)
                        .setVersion(version)
                        .build());
                return judge(EnrolAnswer.parseFrom(channel.read(connector.timeout())), token, key);
            } catch (InvalidProtocolBufferException e) {
                attempts.add(new Attempt(collector, Kind.BAD_FRAME, ""));
            } catch (LinkException e) {
                attempts.add(new Attempt(collector, e.kind(), e.detail()));
                if (e.kind() == Kind.PROXY_LOGIN_REFUSED) {
                    break;
                }
            }
        }
        return new Outcome.Unreachable(attempts);
    }

    private static Outcome judge(EnrolAnswer answer, EnrolmentToken token, AgentKey key) {
        return switch (answer.getAnswerCase()) {
            case ENROLLED -> accepted(answer.getEnrolled(), token, key);
            case REFUSED -> {
                Refused refused = answer.getRefused();
                long seconds = Math.min(Integer.toUnsignedLong(refused.getRetryAfterSeconds()), 86_400);
                yield new Outcome.Declined(
                        refused.getReason(), Printable.line(refused.getDetail(), 300), Duration.ofSeconds(seconds));
            }
            case ANSWER_NOT_SET -> new Outcome.Unusable("answer-empty");
        };
    }

    private static Outcome accepted(Enrolled enrolled, EnrolmentToken token, AgentKey key) {
        List<byte[]> authorities = enrolled.getAuthoritiesList().stream()
                .map(ByteString::toByteArray)
                .toList();
        if (authorities.stream().noneMatch(each -> Sha256.over(each).equals(token.authority()))) {
            return new Outcome.Unusable("answer-authority");
        }
        try {
            return new Outcome.Done(Identity.of(
                    enrolled.getAgentId(),
                    enrolled.getCommune(),
                    token.collectors(),
                    key,
                    enrolled.getCertificate().toByteArray(),
                    authorities));
        } catch (IdentityException e) {
            return new Outcome.Unusable(e.detail());
        }
    }
}
