package bzh.vigie.collector.console.incident;

import bzh.vigie.collector.conclusion.DomainAccounts;
import bzh.vigie.collector.conclusion.DomainPeople.Person;
import bzh.vigie.collector.conclusion.DomainPeople.Which;
import bzh.vigie.collector.console.route.Access;
import bzh.vigie.collector.console.route.Answer;
import bzh.vigie.collector.console.route.Call;
import bzh.vigie.collector.console.route.Cursor;
import bzh.vigie.collector.console.route.ForPrograms;
import bzh.vigie.collector.console.route.Route;
import bzh.vigie.collector.console.route.Section;
import bzh.vigie.collector.console.route.Turns;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.DirectoryAccounts.Reading;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.event.ItemFields;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** One list of the accounts of an incident's domain, page after page: those that lead with a password of before, others with one, those made since. */
public final class DomainAccountsPage implements Section {
    private static final int ROWS = 200;

    private final Turns heavy;

    /**
     * The page.
     *
     * @param heavy turns of what reads much
     */
    public DomainAccountsPage(Turns heavy) {
        this.heavy = heavy;
    }

    /**
     * What the page shows.
     *
     * @param domain empty where no domain of the incident is read
     */
    public record Model(
            Incident incident,
            Optional<Commune> commune,
            String domain,
            Which which,
            List<Person> people,
            Optional<String> next)
            implements ForPrograms {
        public Model {
            people = List.copyOf(people);
        }

        public String path() {
            return IncidentPage.path(incident);
        }

        @Override
        public Object json() {
            Map<String, Object> told = new LinkedHashMap<>();
            told.put("commune", commune.map(Commune::insee));
            told.put("domain", domain);
            told.put("list", ItemFields.word(which));
            told.put("items", people.stream().map(DomainsPage.Model::json).toList());
            told.put("next", next);
            return told;
        }
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.get("/incidents/{incident}/domains/accounts", Access.READ, this::show)
                .program("listIncidentDomainAccounts")
                .query("commune", "domain", "list", "after"));
    }

    private Answer show(Call call) {
        Incident incident = IncidentPage.incident(call);
        Optional<Commune> commune = call.query("commune").flatMap(DomainAccountsPage::commune);
        Which which = Stream.of(Which.values())
                .filter(each -> call.query("list").equals(Optional.of(ItemFields.word(each))))
                .findFirst()
                .orElse(Which.LEADING);
        Optional<Reading> reading =
                call.read(session -> DomainAccounts.reading(session, incident, commune, call.query("domain")));
        if (reading.isEmpty() && call.query("domain").isPresent()) {
            return Answer.notFound();
        }
        List<Person> found = reading.isEmpty()
                ? List.of()
                : heavy.take(
                        call.who().name(),
                        () -> call.read(session -> DomainAccounts.of(
                                session,
                                call.scope(),
                                incident,
                                reading.get(),
                                which,
                                call.query("after"),
                                ROWS + 1,
                                call.clock().instant())));
        Cursor<Person> people = Cursor.of(found, ROWS, DomainAccounts::place);
        return Answer.page(
                "incident/domainaccounts",
                new Model(
                        incident,
                        reading.map(Reading::commune),
                        reading.map(Reading::domain).orElse(""),
                        which,
                        people.rows(),
                        people.next()));
    }

    private static Optional<Commune> commune(String insee) {
        try {
            return Optional.of(new Commune(insee));
        } catch (IllegalArgumentException none) {
            return Optional.empty();
        }
    }
}
