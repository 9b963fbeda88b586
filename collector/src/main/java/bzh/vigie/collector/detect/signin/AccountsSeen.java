package bzh.vigie.collector.detect.signin;

import bzh.vigie.collector.detect.finding.Detector;
import bzh.vigie.collector.detect.finding.Finding;
import bzh.vigie.collector.detect.finding.Seen;
import bzh.vigie.collector.store.AccountUses.Use;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.ItemFields;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps which account logged on to which host; it finds nothing by itself. A replay keeps the same. That a password was checked (4776) counts where a
 * controller says it: a host that gave a ticket for an account of a domain before, which is the domain that the checked account is taken to be of.
 */
public final class AccountsSeen implements Detector {
    /** Under this name stands which domain a host gives tickets for. */
    private static final String DOMAINS = "controller-domains";

    private final Map<AgentId, String> domains = new HashMap<>();

    @Override
    public List<Finding> judge(Seen seen, Store.Session session) {
        SignIn.of(seen)
                .flatMap(each -> placed(each, seen.host(), session))
                .ifPresent(signIn -> session.accountUses()
                        .seen(new Use(
                                seen.host(),
                                seen.commune(),
                                signIn.account(),
                                signIn.domain(),
                                signIn.sid(),
                                ItemFields.word(signIn.way()),
                                signIn.key(),
                                seen.time(),
                                seen.received())));
        return List.of();
    }

    /** Empty where it is no controller that says that a password was checked. */
    private Optional<SignIn> placed(SignIn signIn, AgentId host, Store.Session session) {
        if (signIn.way() == SignIn.Way.TICKET && !signIn.domain().isEmpty()) {
            if (!domain(host, session).equals(signIn.domain())) {
                domains.put(host, signIn.domain());
                session.progress().state(DOMAINS, host.text(), signIn.domain().getBytes(StandardCharsets.UTF_8));
            }
        } else if (signIn.way() == SignIn.Way.NTLM) {
            return Optional.of(domain(host, session))
                    .filter(domain -> !domain.isEmpty())
                    .map(signIn::of);
        }
        return Optional.of(signIn);
    }

    private String domain(AgentId host, Store.Session session) {
        return domains.computeIfAbsent(
                host,
                id -> session.progress()
                        .state(DOMAINS, id.text())
                        .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                        .orElse(""));
    }

    @Override
    public void forget() {
        domains.clear();
    }
}
