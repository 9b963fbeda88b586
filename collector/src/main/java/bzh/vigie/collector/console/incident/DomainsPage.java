package bzh.vigie.collector.console.incident;

import bzh.vigie.collector.conclusion.DomainFacts;
import bzh.vigie.collector.conclusion.DomainFacts.Lack;
import bzh.vigie.collector.conclusion.DomainFacts.Lacking;
import bzh.vigie.collector.conclusion.DomainFacts.OfDomain;
import bzh.vigie.collector.conclusion.DomainPeople.Person;
import bzh.vigie.collector.console.route.Access;
import bzh.vigie.collector.console.route.Answer;
import bzh.vigie.collector.console.route.Call;
import bzh.vigie.collector.console.route.ForPrograms;
import bzh.vigie.collector.console.route.Route;
import bzh.vigie.collector.console.route.Section;
import bzh.vigie.collector.console.route.Turns;
import bzh.vigie.collector.incident.UnreadDirectory.Unread;
import bzh.vigie.collector.store.DirectoryAccounts.Reading;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.event.ItemFields;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the directories of an incident's domains show since the eviction: who read them, krbtgt, passwords of before, new accounts. */
public final class DomainsPage implements Section {
    private final Turns heavy;

    /**
     * The page.
     *
     * @param heavy turns of what reads much
     */
    public DomainsPage(Turns heavy) {
        this.heavy = heavy;
    }

    /** What the page shows. */
    public record Model(Incident incident, Optional<Instant> ended, List<OfDomain> domains, IncidentTexts texts)
            implements ForPrograms {
        public Model {
            domains = List.copyOf(domains);
        }

        public String path() {
            return IncidentPage.path(incident);
        }

        @Override
        public Object json() {
            Map<String, Object> told = new LinkedHashMap<>();
            told.put("eviction_ended", ended);
            told.put("items", domains.stream().map(this::json).toList());
            return told;
        }

        private Map<String, Object> json(OfDomain domain) {
            Map<String, Object> told = new LinkedHashMap<>();
            told.put("commune", domain.commune().insee());
            told.put("domain", domain.domain());
            told.put("gone", domain.gone());
            told.put("read_by", domain.reading().map(reading -> reading.reader().text()));
            told.put("controller", domain.reading().map(Reading::controller));
            told.put("read", domain.reading().flatMap(Reading::last));
            told.put("read_wholly", domain.reading().flatMap(Reading::whole));
            told.put(
                    "lacks",
                    domain.lacks().stream()
                            .map(Lacking::lack)
                            .map(ItemFields::word)
                            .toList());
            told.put(
                    "unread_places",
                    domain.lacks().stream()
                            .filter(each -> each.lack() == Lack.DIRECTORY_IN_PART)
                            .flatMap(each -> each.names().stream())
                            .toList());
            told.put(
                    "unread_objects", domain.unread().stream().map(Unread::name).toList());
            told.put(
                    "unwatched_controllers",
                    domain.lacks().stream()
                            .filter(each -> each.lack() == Lack.DIRECTORY_CONTROLLER_UNWATCHED)
                            .flatMap(each -> each.names().stream())
                            .toList());
            told.put("krbtgt", ItemFields.word(domain.tickets()));
            told.put("accounts", domain.people().accounts());
            told.put("old_passwords", domain.people().old());
            told.put("old_passwords_privileged", domain.people().privilegedOld());
            told.put("created_since", domain.people().created());
            told.put("more", domain.people().more());
            told.put(
                    "people", domain.people().people().stream().map(Model::json).toList());
            return told;
        }

        static Map<String, Object> json(Person person) {
            Map<String, Object> told = new LinkedHashMap<>();
            told.put("sid", person.account().sid());
            told.put("name", person.account().name());
            told.put("kind", ItemFields.word(person.account().kind()));
            told.put("enabled", person.account().isEnabled());
            told.put("privileged", person.privileged());
            told.put("password_set", person.set());
            told.put("password_old", person.old());
            told.put("created_since", person.created());
            return told;
        }
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.get("/incidents/{incident}/domains", Access.READ, this::show)
                .program("listIncidentDomains"));
    }

    private Answer show(Call call) {
        Incident incident = IncidentPage.incident(call);
        DomainFacts facts = heavy.take(
                call.who().name(),
                () -> call.read(session -> DomainFacts.of(
                        session, call.scope(), incident, call.clock().instant())));
        return Answer.page(
                "incident/domains",
                new Model(incident, facts.ended(), facts.domains(), new IncidentTexts(call.locale())));
    }
}
