package bzh.vigie.agent;

import bzh.vigie.agent.host.LocalNetwork;
import bzh.vigie.agent.identity.AgentKey;
import bzh.vigie.agent.identity.Enrolment;
import bzh.vigie.agent.identity.Enrolment.Outcome;
import bzh.vigie.agent.identity.IdentityException;
import bzh.vigie.agent.identity.IdentityFile;
import bzh.vigie.agent.identity.StateFolder;
import bzh.vigie.agent.source.TriedProxies;
import bzh.vigie.agent.transport.Connector;
import bzh.vigie.agent.transport.LinkException.Kind;
import bzh.vigie.agent.transport.ProxySettings;
import bzh.vigie.enrol.CollectorAddress;
import bzh.vigie.enrol.EnrolmentToken;
import bzh.vigie.event.Clock;
import bzh.vigie.text.RefusalText;
import bzh.vigie.v1.EnrolRefusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Gives a token to a collector for an identity, keeps that, and puts into words how it went. */
final class Enroller {
    private static final Duration TIMEOUT = Duration.ofSeconds(15);

    private Enroller() {}

    /**
     * Asks, and keeps the identity where one was given. Whoever calls holds the lock of the state folder.
     *
     * @param through proxy to go through
     * @param kept proxy as it was given, to be kept in the configuration once it served
     */
    static Outcome enrol(
            StateFolder state, EnrolmentToken token, Optional<ProxySettings> through, Optional<String> kept)
            throws IOException, IdentityException {
        return enrol(state, token, through, kept, Platform.here());
    }

    static Outcome enrol(
            StateFolder state,
            EnrolmentToken token,
            Optional<ProxySettings> through,
            Optional<String> kept,
            Platform platform)
            throws IOException, IdentityException {
        AgentKey key = AgentKey.loadOrCreate(state, new SecureRandom());
        Outcome outcome = tried(
                platform,
                state,
                network -> new Enrolment(new Connector(through, network, TIMEOUT))
                        .ask(token, key, platform.facts(), Main.VERSION));
        LastEnrolment.keep(state, outcome);
        if (outcome instanceof Outcome.Done done) {
            if (kept.isPresent()) {
                AgentConfig.keep(state, "proxy", kept.get());
            }
            IdentityFile.save(state, done.identity());
        }
        return outcome;
    }

    /** With what Windows runs in this process for proxies written down while it does, as by an agent that watches. */
    private static Outcome tried(Platform platform, StateFolder state, Function<LocalNetwork, Outcome> ask)
            throws IOException {
        if (!platform.isWindows()) {
            return ask.apply(platform.network());
        }
        Path caches = Files.createDirectories(state.file("sources"));
        Clock clock = Run.clock(platform);
        try (TriedProxies proxies = new TriedProxies(platform.network(), caches, clock)) {
            return ask.apply(proxies.network());
        }
    }

    /** How it went, a sentence each. */
    static List<String> lines(Outcome outcome, Words words) {
        List<String> lines = new ArrayList<>();
        switch (outcome) {
            case Outcome.Done done ->
                lines.add(words.say(
                        "enrol.done",
                        done.identity().agentId(),
                        done.identity().commune(),
                        done.identity().collectors().stream()
                                .map(CollectorAddress::toString)
                                .collect(Collectors.joining(", "))));
            case Outcome.Declined declined -> {
                lines.add(words.say("enrol.refused", words.of(declined.reason())));
                if (!declined.detail().isEmpty()) {
                    lines.add(words.say("enrol.refused-detail", RefusalText.say(declined.detail(), words.locale())));
                }
                if (!declined.retryAfter().isZero()) {
                    lines.add(words.say("enrol.retry", declined.retryAfter().toSeconds()));
                }
            }
            case Outcome.Unusable unusable -> lines.add(words.say("enrol.unusable", words.detail(unusable.why())));
            case Outcome.Unreachable unreachable -> {
                lines.add(words.say("enrol.unreachable"));
                unreachable
                        .attempts()
                        .forEach(each -> lines.add(words.say(
                                "enrol.attempt",
                                each.collector(),
                                words.say("Kind." + each.kind().name(), words.detail(each.detail())))));
            }
        }
        return lines;
    }

    /** Whether a proxy refused our user or password. */
    static boolean isRefusedPassword(Outcome outcome) {
        return outcome instanceof Outcome.Unreachable unreachable
                && unreachable.attempts().stream().anyMatch(each -> each.kind() == Kind.PROXY_LOGIN_REFUSED);
    }

    /** Whether the same token may be accepted later, without anybody's doing on this machine. */
    static boolean mayGoWellLater(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Done ignored -> false;
            case Outcome.Declined declined -> mayChange(declined.reason());
            case Outcome.Unusable ignored -> true;
            case Outcome.Unreachable ignored -> true;
        };
    }

    private static boolean mayChange(EnrolRefusal reason) {
        return switch (reason) {
            case ENROL_REFUSAL_TOO_MANY,
                    ENROL_REFUSAL_WAITING_FOR_APPROVAL,
                    ENROL_REFUSAL_FAILED,
                    ENROL_REFUSAL_HOST_REVOKED,
                    ENROL_REFUSAL_HOST_QUARANTINED -> true;
            case ENROL_REFUSAL_TOKEN_UNKNOWN,
                    ENROL_REFUSAL_TOKEN_EXPIRED,
                    ENROL_REFUSAL_TOKEN_USED_UP,
                    ENROL_REFUSAL_TOKEN_REVOKED,
                    ENROL_REFUSAL_BAD_REQUEST,
                    ENROL_REFUSAL_OTHER_COMMUNE,
                    ENROL_REFUSAL_UNSPECIFIED,
                    UNRECOGNIZED -> false;
        };
    }
}
