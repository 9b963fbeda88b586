package bzh.vigie.collector.detect;

import bzh.vigie.collector.detect.fields.FlatJson;
import bzh.vigie.collector.detect.finding.Finding;
import bzh.vigie.collector.detect.finding.Seen;
import bzh.vigie.collector.incident.KnownControllers;
import bzh.vigie.collector.store.Directories;
import bzh.vigie.collector.store.Directories.Reader;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.Event;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whether what only a domain controller writes into its log comes from one. Any agent may say that it read such an event; that of a host which
 * says itself to be no controller is kept and told, and says that it is that host's word and not the domain's. Of one that the directory does not have
 * as a controller it is said that one of the two is wrong: who reads the directory is one host too. One thread.
 */
final class ControllersWord {
    /** Field of an alert: the name of the host whose word it is. */
    static final String FIELD = "no_controller";

    /** Likewise, where only the directory says so. */
    static final String UNLISTED_FIELD = "unlisted_controller";

    /** Accounts of computers, trusts, tickets, and what is done with objects of a directory. */
    private static final Set<Integer> OF_CONTROLLERS = Set.of(
            4662, 4706, 4707, 4716, 4741, 4742, 4743, 4768, 4769, 4770, 4771, 4865, 4866, 4867, 5136, 5137, 5138, 5139,
            5141);

    private static final String CHANNEL = "Security";
    private static final String CONTROLLER = "controller";

    /** What was worked out of a host is taken again for so long. */
    private static final Duration LASTS = Duration.ofMinutes(1);

    private static final int MOST = 1_000;

    private final Map<String, Known> known = new LinkedHashMap<>();

    private record Known(Is is, Instant until) {}

    /** What is known of a host. */
    private enum Is {
        CONTROLLER,
        /** By its own word. */
        NONE,
        /** The directory has none of that name. */
        UNLISTED
    }

    /** The finding, with whose word it is where that is not the domain's. */
    Finding of(Store.Session session, Host host, Seen seen, Finding finding) {
        boolean isOfControllers = seen.event() instanceof Event.LogRecord record
                && record.channel().equalsIgnoreCase(CHANNEL)
                && OF_CONTROLLERS.contains(record.eventId());
        Is is = isOfControllers ? is(session, host, seen.received()) : Is.CONTROLLER;
        return is == Is.CONTROLLER
                ? finding
                : finding.with(Map.of(is == Is.NONE ? FIELD : UNLISTED_FIELD, host.hostname()));
    }

    private Is is(Store.Session session, Host host, Instant now) {
        String key = host.id().text() + " " + host.hostname() + " " + host.facts();
        Known before = known.get(key);
        if (before != null && now.isBefore(before.until())) {
            return before.is();
        }
        if (known.size() >= MOST) {
            known.clear();
        }
        Is is = is(session, host);
        known.put(key, new Known(is, now.plus(LASTS)));
        return is;
    }

    /** Where it says no domain, as older agents do, the directories of its commune say whether it is one of any. */
    private static Is is(Store.Session session, Host host) {
        Map<String, List<String>> facts;
        try {
            facts = FlatJson.fields(host.facts());
        } catch (IOException notOurs) {
            return Is.CONTROLLER;
        }
        String domain = String.join("", facts.getOrDefault("domain", List.of()));
        if (!domain.isEmpty() && !facts.getOrDefault("domain_role", List.of()).equals(List.of(CONTROLLER))) {
            return Is.NONE;
        }
        Scope own = new Scope.Communes(Set.of(host.commune()));
        List<String> domains = domain.isEmpty()
                ? session.directories().list(own).stream().map(Reader::domain).toList()
                : Directories.domain(domain).stream().toList();
        boolean isListed = domains.isEmpty()
                || domains.stream()
                        .anyMatch(name -> KnownControllers.of(session, host.commune(), name)
                                .agree(host.hostname()));
        return isListed ? Is.CONTROLLER : Is.UNLISTED;
    }
}
