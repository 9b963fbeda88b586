package bzh.vigie.collector.console.incident;

import bzh.vigie.collector.console.route.Access;
import bzh.vigie.collector.console.route.Answer;
import bzh.vigie.collector.console.route.Call;
import bzh.vigie.collector.console.route.ForPrograms;
import bzh.vigie.collector.console.route.Form;
import bzh.vigie.collector.console.route.Route;
import bzh.vigie.collector.console.route.Section;
import bzh.vigie.collector.incident.AddressRange;
import bzh.vigie.collector.incident.Devices;
import bzh.vigie.collector.incident.HostListReader;
import bzh.vigie.collector.incident.HostMatching;
import bzh.vigie.collector.incident.HostMatching.Matched;
import bzh.vigie.collector.incident.SharedDomains;
import bzh.vigie.collector.neighbour.DirectoryComputers;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.ExpectedHosts;
import bzh.vigie.collector.store.ExpectedHosts.HostList;
import bzh.vigie.collector.store.ExpectedHosts.Origin;
import bzh.vigie.collector.store.ExpectedHosts.Role;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Incidents.DeviceKind;
import bzh.vigie.collector.store.Incidents.DeviceLine;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.event.ItemFields;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which hosts an incident's communes should have and which of them have no agent; and devices from which nobody should log on. */
public final class ExpectedPage implements Section {
    private static final int SHOWN = 200;
    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_REASON = 2_000;
    private static final String HOSTS = "/hosts";

    /**
     * What the page shows.
     *
     * @param seen what its forms send back
     * @param missing expected hosts without an agent, or of which it is not known which agent they are
     * @param without how many have no agent
     * @param shared domains that other communes have too, and which of these hosts have an agent there
     */
    public record Model(
            Incident incident,
            long seen,
            List<HostList> lists,
            List<Matched> missing,
            int more,
            int expected,
            long without,
            List<Host> unlisted,
            int moreUnlisted,
            List<Commune> listless,
            List<DirectoryComputers> directories,
            SharedDomains shared,
            List<DeviceLine> devices,
            IncidentTexts texts,
            Form form)
            implements ForPrograms {
        public Model {
            lists = List.copyOf(lists);
            missing = List.copyOf(missing);
            unlisted = List.copyOf(unlisted);
            listless = List.copyOf(listless);
            directories = List.copyOf(directories);
            devices = List.copyOf(devices);
        }

        public String path() {
            return IncidentPage.path(incident);
        }

        public List<Role> roles() {
            return Arrays.asList(Role.values());
        }

        public List<DeviceKind> kinds() {
            return Arrays.asList(DeviceKind.values());
        }

        @Override
        public Object json() {
            Map<String, Object> told = new LinkedHashMap<>();
            told.put("expected", expected);
            told.put("without_agent", without);
            told.put(
                    "items",
                    missing.stream()
                            .map(each -> ExpectedPage.json(each, shared))
                            .toList());
            told.put("more", more);
            told.put("unlisted_more", moreUnlisted);
            told.put("unlisted", unlisted.stream().map(each -> each.id().text()).toList());
            told.put(
                    "communes_without_list",
                    listless.stream().map(Commune::insee).toList());
            told.put(
                    "directories",
                    directories.stream()
                            .map(each -> Map.of(
                                    "commune", each.reading().commune().insee(),
                                    "domain", each.reading().domain(),
                                    "read", each.read(),
                                    "in_use", each.inUse().size(),
                                    "idle", each.idle(),
                                    "more", each.more(),
                                    "also_in",
                                            shared
                                                    .others(
                                                            each.reading().commune(),
                                                            each.reading().domain())
                                                    .stream()
                                                    .map(Commune::insee)
                                                    .toList()))
                            .toList());
            told.put(
                    "devices",
                    devices.stream()
                            .map(each -> Map.of(
                                    "commune", each.commune().insee(),
                                    "kind", ItemFields.word(each.kind()),
                                    "addresses", each.addresses(),
                                    "name", each.name(),
                                    "author", each.author().name()))
                            .toList());
            return told;
        }
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get("/incidents/{incident}/hosts", Access.READ, this::show)
                        .program("listExpectedHosts"),
                Route.post("/incidents/{incident}/hosts", Access.WORK, this::take)
                        .program("addExpectedHosts", "content", "name", "role", "commune", "reason"),
                Route.post("/incidents/{incident}/hosts/withdraw", Access.WORK, this::takeBack),
                Route.post("/incidents/{incident}/hosts/identify", Access.WORK, this::identify),
                Route.post("/incidents/{incident}/devices", Access.WORK, this::device)
                        .program("declareDevice", "addresses", "kind", "device-name", "commune", "anyway", "reason"));
    }

    private static Map<String, Object> json(Matched matched, SharedDomains shared) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("commune", matched.commune().insee());
        told.put("name", matched.host().name());
        told.put("role", ItemFields.word(matched.host().role()));
        told.put("lists", matched.lists());
        told.put(
                "agents",
                matched.agents().stream().map(each -> each.id().text()).toList());
        told.put("enrolled_in", shared.elsewhere(matched).map(Commune::insee));
        told.put("doubt", matched.doubt().map(ItemFields::word));
        return told;
    }

    private Answer show(Call call) {
        return page(call, IncidentPage.incident(call));
    }

    private Answer.Page page(Call call, Incident incident) {
        return call.read(session -> {
            HostMatching matching = call.found(HostMatching.of(session, call.scope(), incident.id()));
            List<Matched> missing = matching.expected().stream()
                    .filter(each -> each.agents().isEmpty() || each.doubt().isPresent())
                    .toList();
            return Answer.page(
                    "incident/expected",
                    new Model(
                            incident,
                            IncidentForms.seen(session, incident),
                            session.expectedHosts().lists(call.scope(), incident.id()).stream()
                                    .filter(list -> list.current() && list.hosts() > 0)
                                    .toList(),
                            missing.stream().limit(SHOWN).toList(),
                            Math.max(0, missing.size() - SHOWN),
                            matching.expected().size(),
                            missing.stream()
                                    .filter(each -> each.agents().isEmpty())
                                    .count(),
                            matching.unlisted().stream().limit(SHOWN).toList(),
                            Math.max(0, matching.unlisted().size() - SHOWN),
                            matching.without(),
                            matching.directories(),
                            SharedDomains.of(session, call.scope(), matching),
                            session.incidents().devices(call.scope(), incident.id()).stream()
                                    .collect(Devices.standing()),
                            new IncidentTexts(call.locale()),
                            call.form()));
        });
    }

    private Answer take(Call call) {
        Incident incident = IncidentPage.incident(call);
        Form form = call.form();
        form.required("reason", LONGEST_REASON);
        Optional<Role> role = form.oneOf("role", Role.class);
        Optional<Commune> commune = IncidentForms.commune(form, incident);
        Optional<Form.Upload> file = form.list("file", "content", form.text("name"), HostListReader.MOST_BYTES);
        String called = IncidentForms.called(form, file, LONGEST_NAME);
        boolean replaces = IncidentForms.takesBack(call, "replaces");
        if (form.bad() || file.isEmpty() || role.isEmpty() || commune.isEmpty()) {
            return page(call, incident).unprocessable();
        }
        HostListReader.Read read = HostListReader.read(file.get().bytes(), role.get());
        if (read.hosts().isEmpty() || read.cut()) {
            String key = read.cut() ? "list-too-long" : "list-empty";
            String most = Integer.toString(ExpectedHosts.MOST_HOSTS);
            form.wrong("file", "wrong.said", new IncidentTexts(call.locale()).say(key, called, most));
            return page(call, incident).unprocessable();
        }
        Optional<HostList> before = call.read(
                session -> HostMatching.standing(session, call.scope(), incident.id(), commune.get(), called));
        if (before.isPresent() && !replaces) {
            form.wrong(
                    "name",
                    "wrong.list-stands",
                    Integer.toString(before.get().hosts()),
                    call.view().time(before.get().written()));
            return page(call, incident).unprocessable();
        }
        boolean done = call.decide((session, author) -> session.expectedHosts()
                .add(call.scope(), incident.id(), commune.get(), called, read.origin(), read.hosts(), author)
                .isPresent());
        return IncidentForms.said(
                incident,
                HOSTS,
                done,
                "list-taken",
                called,
                Integer.toString(read.hosts().size()),
                Integer.toString(read.repeated()),
                Integer.toString(read.unread()));
    }

    private Answer takeBack(Call call) {
        Incident incident = IncidentPage.incident(call);
        Form form = call.form();
        form.required("reason", LONGEST_REASON);
        String called = form.required("name", LONGEST_NAME);
        Optional<Commune> commune = IncidentForms.commune(form, incident);
        if (!form.bad()
                && call.read(session -> HostMatching.standing(
                                session, call.scope(), incident.id(), commune.orElseThrow(), called)
                        .isEmpty())) {
            form.wrong("name", "wrong.no-list");
        }
        if (form.bad()) {
            return page(call, incident).unprocessable();
        }
        return IncidentForms.said(
                incident,
                HOSTS,
                call.decide((session, author) -> session.expectedHosts()
                        .add(call.scope(), incident.id(), commune.orElseThrow(), called, Origin.HAND, List.of(), author)
                        .isPresent()),
                "list-withdrawn",
                called);
    }

    /** Says which expected host an agent is, or takes that back. */
    private Answer identify(Call call) {
        Incident incident = IncidentPage.incident(call);
        Form form = call.form();
        form.required("reason", LONGEST_REASON);
        Optional<AgentId> host = IncidentForms.host(call, incident, "host").map(Host::id);
        Optional<String> as =
                form.text("withdraw").isEmpty() ? Optional.of(form.required("as", LONGEST_NAME)) : Optional.empty();
        HostMatching matching = call.found(call.read(session -> HostMatching.of(session, call.scope(), incident.id())));
        if (as.filter(name -> !name.isEmpty() && !matching.isExpected(name)).isPresent()) {
            form.wrong("as", "wrong.no-expected");
        }
        if (form.bad() || host.isEmpty()) {
            return page(call, incident).unprocessable();
        }
        return IncidentForms.unwritten(
                        call,
                        incident,
                        "incident-identity " + host.get() + " ",
                        () -> page(call, incident),
                        (session, author) ->
                                session.expectedHosts().identify(call.scope(), incident.id(), host.get(), as, author))
                .orElseGet(() -> IncidentForms.said(
                        incident, HOSTS, true, as.isPresent() ? "identified" : "identity-withdrawn", as.orElse("")));
    }

    private Answer device(Call call) {
        Incident incident = IncidentPage.incident(call);
        Form form = call.form();
        form.required("reason", LONGEST_REASON);
        Optional<AddressRange> range = AddressRange.parse(form.required("addresses", LONGEST_NAME));
        Optional<Commune> commune = IncidentForms.commune(form, incident);
        boolean withdraw = IncidentForms.takesBack(call, "withdraw");
        Optional<DeviceKind> kind = withdraw ? Optional.empty() : form.oneOf("kind", DeviceKind.class);
        String name = form.optional("device-name", LONGEST_NAME);
        if (range.isEmpty()) {
            form.wrong("addresses", "wrong.addresses");
        } else if (!withdraw && range.get().isWide() && form.text("anyway").isEmpty()) {
            form.wrong("addresses", "wrong.wide", range.get().toString());
        }
        Optional<DeviceLine> there = call.read(session ->
                session.incidents().devices(call.scope(), incident.id()).stream().collect(Devices.standing()).stream()
                        .filter(line -> commune.equals(Optional.of(line.commune()))
                                && range.map(AddressRange::toString).equals(Optional.of(line.addresses())))
                        .findFirst());
        if (withdraw && there.isEmpty()) {
            form.wrong("addresses", "wrong.no-device");
        }
        if (form.bad()) {
            return page(call, incident).unprocessable();
        }
        String addresses = range.orElseThrow().toString();
        boolean done = call.decide((session, author) -> session.incidents()
                .device(
                        call.scope(),
                        incident.id(),
                        commune.orElseThrow(),
                        kind.orElseGet(() -> there.orElseThrow().kind()),
                        addresses,
                        withdraw ? there.orElseThrow().name() : name,
                        !withdraw,
                        author));
        return IncidentForms.said(incident, HOSTS, done, withdraw ? "device-withdrawn" : "device-declared", addresses);
    }
}
