package bzh.vigie.collector.console.administration;

import bzh.vigie.collector.console.route.Call;
import bzh.vigie.collector.console.route.Caller;
import bzh.vigie.collector.store.Audit;
import bzh.vigie.collector.store.Hosts.State;
import bzh.vigie.collector.store.People.Role;
import bzh.vigie.collector.store.Tokens;
import bzh.vigie.event.ItemFields;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What somebody reads of the audit log. Who keeps the collector reads no telemetry: of what is not about people, tokens, agents, receivers or the
 * authority they read who, when, what and the hash, and not about what nor why; nor does a filter tell them.
 */
final class AuditReading {
    /** Actions in whose subjects and reasons there is nothing of what agents told. */
    private static final Set<String> KEEPING = Stream.concat(
                    Stream.of(
                            "api-token-created",
                            "api-token-revoked",
                            "authority-roll-over-begun",
                            "authority-rolled-over",
                            "authority-retired",
                            "authority-retirement-begun",
                            "collector-created",
                            "identity-linked",
                            "identity-unlinked",
                            "openid-refused",
                            "password-chosen",
                            "person-added",
                            "person-changed",
                            "person-disabled",
                            "person-enabled",
                            "recovery-code-used",
                            "second-factor-removed",
                            "second-factor-set",
                            "sessions-ended",
                            "sign-in-link-made",
                            "second-factor-refused",
                            "sign-in-refused",
                            "signed-in",
                            "signed-in-openid",
                            "signed-out",
                            "sink-give-up",
                            "sink-resend",
                            "sink-test",
                            "sink-test-begun",
                            "token-created",
                            "token-revoked",
                            Tokens.REMOVAL_CODE_MADE),
                    Arrays.stream(State.values()).map(state -> "host-" + ItemFields.word(state)))
            .collect(Collectors.toUnmodifiableSet());

    private final boolean keeper;

    private AuditReading(boolean keeper) {
        this.keeper = keeper;
    }

    static AuditReading of(Caller reader) {
        return new AuditReading(reader.role().equals(Optional.of(Role.ADMINISTRATOR)));
    }

    /** Whether some entries are shown without what they are about. */
    boolean isInPart() {
        return keeper;
    }

    /** Those asked for whose numbers are below that, as they may be read. */
    List<Audit.Entry> find(Call call, Audit.Filter filter, long below, int limit) {
        boolean tells = !filter.subject().isEmpty() || filter.action().indexOf(' ') >= 0;
        Audit.Filter asked = keeper && tells ? filter.of(KEEPING) : filter;
        return call.read(session -> session.audit().find(asked, below, limit)).stream()
                .map(this::shown)
                .toList();
    }

    private Audit.Entry shown(Audit.Entry entry) {
        return !keeper || KEEPING.contains(entry.word())
                ? entry
                : new Audit.Entry(
                        entry.number(), entry.time(), entry.author().withoutReason(), entry.word(), "", entry.hash());
    }
}
