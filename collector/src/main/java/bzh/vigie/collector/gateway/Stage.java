package bzh.vigie.collector.gateway;

import bzh.vigie.collector.fairness.Shares;
import bzh.vigie.collector.identity.Enrolment;
import bzh.vigie.collector.identity.Renewals;
import bzh.vigie.collector.ingest.IngestLog;
import bzh.vigie.collector.store.Store;
import bzh.vigie.v1.Time;
import io.netty.channel.Channel;
import io.netty.handler.codec.DecoderException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What the connections of one gateway share.
 *
 * @param shares what each agent uses, and may
 * @param random of secrets
 * @param desk where the store is asked and certificates are signed: off the event loops
 */
record Stage(
        GatewayLimits limits,
        Store store,
        IngestLog log,
        Enrolment enrolment,
        Renewals renewals,
        Register register,
        Presence presence,
        Notices notices,
        Pushing pushing,
        Electing electing,
        Shares shares,
        GatewayCounters counters,
        InstantSource clock,
        SecureRandom random,
        Executor desk) {
    Instant now() {
        return clock.instant();
    }

    long nowMicros() {
        Instant now = now();
        return now.getEpochSecond() * 1_000_000L + now.getNano() / 1_000;
    }

    /** As a frame tells it. */
    Time time() {
        return Time.newBuilder().setWallMicros(nowMicros()).build();
    }

    /** Seconds after which to come back, spread so that all do not come at once. */
    int retryAfter() {
        return ThreadLocalRandom.current().nextInt(30, 90);
    }

    String address(Channel channel) {
        return channel.remoteAddress() instanceof InetSocketAddress remote && remote.getAddress() != null
                ? remote.getAddress().getHostAddress().replaceFirst("%.*", "")
                : "";
    }

    /** What is wrong with a frame, counted; empty where the failure is not about a frame. */
    Optional<String> badFrame(Throwable cause) {
        if (cause instanceof DecoderException && cause.getCause() instanceof BadFrameException bad) {
            (bad.slow() ? counters.slowFrames : counters.badFrames).increment();
            return Optional.of(String.valueOf(bad.getMessage()));
        }
        return Optional.empty();
    }
}
