package bzh.vigie.collector;

import bzh.vigie.collector.conclusion.DomainFacts;
import bzh.vigie.collector.conclusion.DomainFacts.Lack;
import bzh.vigie.collector.conclusion.DomainFacts.Lacking;
import bzh.vigie.collector.conclusion.DomainFacts.OfDomain;
import bzh.vigie.collector.conclusion.DomainPeople.Person;
import bzh.vigie.collector.incident.UnreadDirectory.Unread;
import bzh.vigie.collector.store.DirectoryAccounts.Reading;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.event.ItemFields;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code incident domains}: what the directories of an incident's domains show since the eviction, account by account. */
@Command(name = "domains", mixinStandardHelpOptions = true, resourceBundle = IncidentConcludeCommand.BUNDLE)
final class IncidentDomainsCommand implements Callable<Integer> {
    private static final int LONGEST = 1_000;

    private final InstantSource time;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private CommandOptions options = new CommandOptions();

    @Parameters(paramLabel = "NUMBER", descriptionKey = "NUMBER")
    private String id = "";

    IncidentDomainsCommand() {
        this(InstantSource.system());
    }

    IncidentDomainsCommand(InstantSource time) {
        this.time = time;
    }

    @Override
    public Integer call() {
        IncidentWork work = new IncidentWork(spec, options, time);
        return work.with(id, (store, incident) -> {
            DomainFacts facts = store.read(session -> DomainFacts.of(session, options.scope(), incident, work.now()));
            if (work.json()) {
                facts.domains().forEach(domain -> json(work, incident, domain));
            } else {
                text(work, facts);
            }
            return ExitCode.OK;
        });
    }

    private static void text(IncidentWork work, DomainFacts facts) {
        Words words = work.words();
        if (facts.domains().isEmpty()) {
            work.out().println(words.say("domains-none"));
        } else if (facts.ended().isEmpty()) {
            work.out().println(words.say("domains-goes-on"));
        }
        for (OfDomain domain : facts.domains()) {
            List<String> lines = new ArrayList<>();
            lines.add(domain.domain() + " (" + domain.commune().insee() + "): "
                    + words.say(
                            "domain-read",
                            domain.reading()
                                    .flatMap(Reading::last)
                                    .map(work::when)
                                    .orElse("-"),
                            domain.hostname().isEmpty() ? "-" : domain.hostname(),
                            domain.reading().map(Reading::controller).orElse("-"),
                            Integer.toString(domain.people().accounts())));
            domain.gone().ifPresent(proof -> lines.add("  " + words.say("domain-stated-gone", proof)));
            for (Lacking each : domain.lacks()) {
                lines.add(("  ? " + words.say("about." + ItemFields.word(each.lack())) + " " + each.named())
                        .stripTrailing());
            }
            domain.stated()
                    .forEach(each -> lines.add("  " + each.name() + ": "
                            + words.say("statement." + ItemFields.word(each.statement())) + ": " + each.proof()));
            lines.add("  " + words.say("about." + ItemFields.word(domain.tickets())));
            lines.add("  "
                    + words.say(
                            "domain-people",
                            Integer.toString(domain.people().old()),
                            Integer.toString(domain.people().privilegedOld()),
                            Integer.toString(domain.people().created())));
            domain.people().people().forEach(person -> lines.add("    " + line(work, person)));
            if (domain.people().more() > 0) {
                lines.add("    "
                        + words.say(
                                "domain-more", Integer.toString(domain.people().more())));
            }
            lines.forEach(line -> work.out().println(Words.clean(line, LONGEST)));
        }
    }

    private static String line(IncidentWork work, Person person) {
        Words words = work.words();
        List<String> parts = new ArrayList<>();
        parts.add(person.account().name());
        if (!person.account().isEnabled()) {
            parts.add(words.say("standing.disabled"));
        }
        if (person.privileged()) {
            parts.add(words.say("domain-privileged"));
        }
        parts.add(words.say("domain-set", person.set().map(work::when).orElse("?")));
        if (person.old()) {
            parts.add(words.say("standing.set-before"));
        }
        if (person.created()) {
            parts.add(words.say("domain-created"));
        }
        return String.join("  ", parts);
    }

    private static void json(IncidentWork work, Incident incident, OfDomain domain) {
        work.out()
                .println(new JsonRow("domain")
                        .put("incident", incident.id().text())
                        .put("commune", domain.commune().insee())
                        .put("domain", domain.domain())
                        .put("gone", domain.gone().orElse(""))
                        .put(
                                "read_by",
                                domain.reading()
                                        .map(reading -> reading.reader().text())
                                        .orElse(""))
                        .put("hostname", domain.hostname())
                        .put(
                                "controller",
                                domain.reading().map(Reading::controller).orElse(""))
                        .put(
                                "read",
                                domain.reading()
                                        .flatMap(Reading::last)
                                        .map(Instant::toString)
                                        .orElse(""))
                        .put(
                                "read_wholly",
                                domain.reading()
                                        .flatMap(Reading::whole)
                                        .map(Instant::toString)
                                        .orElse(""))
                        .put(
                                "lacks",
                                domain.lacks().stream()
                                        .map(Lacking::lack)
                                        .map(ItemFields::word)
                                        .toList())
                        .put(
                                "unread_places",
                                domain.lacks().stream()
                                        .filter(each -> each.lack() == Lack.DIRECTORY_IN_PART)
                                        .flatMap(each -> each.names().stream())
                                        .toList())
                        .put(
                                "unread_objects",
                                domain.unread().stream().map(Unread::name).toList())
                        .put("krbtgt", ItemFields.word(domain.tickets()))
                        .put("accounts", domain.people().accounts())
                        .put("old_passwords", domain.people().old())
                        .put("old_passwords_privileged", domain.people().privilegedOld())
                        .put("created_since", domain.people().created())
                        .put("more", domain.people().more()));
        for (Person person : domain.people().people()) {
            work.out()
                    .println(new JsonRow("domain-account")
                            .put("incident", incident.id().text())
                            .put("commune", domain.commune().insee())
                            .put("domain", domain.domain())
                            .put("sid", person.account().sid())
                            .put("name", person.account().name())
                            .put(
                                    "account_kind",
                                    ItemFields.word(person.account().kind()))
                            .put("enabled", person.account().isEnabled())
                            .put("privileged", person.privileged())
                            .put(
                                    "password_set",
                                    person.set().map(Instant::toString).orElse(""))
                            .put("password_old", person.old())
                            .put("created_since", person.created()));
        }
    }
}
