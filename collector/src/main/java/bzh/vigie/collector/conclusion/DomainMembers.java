package bzh.vigie.collector.conclusion;

import bzh.vigie.collector.incident.Domains;
import bzh.vigie.collector.incident.Evictions;
import bzh.vigie.collector.incident.HostNames;
import bzh.vigie.collector.incident.UnreadDirectory.Unread;
import bzh.vigie.collector.neighbour.DirectoryComputers;
import bzh.vigie.collector.store.Attestations;
import bzh.vigie.collector.store.Attestations.Answer;
import bzh.vigie.collector.store.Attestations.Line;
import bzh.vigie.collector.store.Attestations.Named;
import bzh.vigie.collector.store.Attestations.Statement;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.DirectoryAccounts.Known;
import bzh.vigie.collector.store.DirectoryAccounts.Reading;
import bzh.vigie.collector.store.DirectoryAccounts.Teller;
import bzh.vigie.collector.store.Hosts;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.event.DirectoryAccount;
import bzh.vigie.text.LetterCase;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which domains there are by the word of the agents in them, which of their controllers nobody watches, and what persons state of that. Pure.
 *
 * @param hosts of the communes, without those that are stated to be gone
 * @param lines what is stated of the incident, in the order of writing
 */
record DomainMembers(List<Host> hosts, List<Line> lines, Evictions evictions, Instant at) {
    private static final List<Statement> OF_A_CONTROLLER =
            List.of(Statement.EXPECTED_GONE, Statement.NOT_ENROLLABLE, Statement.NOT_WATCHABLE);

    DomainMembers {
        hosts = List.copyOf(hosts);
        lines = List.copyOf(lines);
    }

    /** The domains that these hosts say to be in. */
    Set<Named> domains() {
        return hosts.stream()
                .flatMap(host -> Domains.of(host).map(domain -> new Named(host.commune(), domain)).stream())
                .collect(Collectors.toSet());
    }

    /** What a person states who says that a domain is none, or no more. */
    Optional<Line> gone(Commune commune, String domain) {
        return Domains.gone(lines, commune, domain).filter(line -> Attested.counts(line, evictions, at));
    }

    /**
     * Controllers of a domain on which no agent is, and of which nobody states why. Where the attacker had the domain the one that was asked
     * is one of them, and where none is known there is one all the same.
     */
    List<String> unwatched(Reading reading, List<Known> known) {
        boolean isTaken = Attestations.last(lines, Statement.DOMAIN_TAKEN, Optional.empty())
                .filter(line -> line.answer().equals(Optional.of(Answer.YES)))
                .isPresent();
        Stream<String> asked = isTaken
                ? reading.tellers().stream().map(Teller::controller).filter(name -> !name.isBlank())
                : Stream.of();
        List<String> controllers = Stream.concat(
                        known.stream()
                                .map(Known::account)
                                .filter(account ->
                                        account.isController() && account.isEnabled() && !account.isOfNoMachine())
                                .map(DirectoryComputers::name),
                        asked)
                .toList();
        if (isTaken && controllers.isEmpty()) {
            return List.of(Mistrusted.NAMELESS);
        }
        return controllers.stream()
                .filter(name -> hosts.stream()
                        .noneMatch(host -> host.state() == Hosts.State.ACTIVE && HostNames.same(host.hostname(), name)))
                .filter(name -> !isExplained(reading, name))
                .map(HostNames::key)
                .distinct()
                .sorted()
                .toList();
    }

    private boolean isExplained(Reading reading, String controller) {
        return OF_A_CONTROLLER.stream()
                .flatMap(statement -> Attested.named(
                        lines,
                        statement,
                        reading.commune(),
                        stated -> HostNames.key(stated).equals(HostNames.key(controller)))
                        .stream())
                .anyMatch(line -> Attested.counts(line, evictions, at));
    }

    /** The accounts of controllers that are no machines, with what a person states of each. */
    Map<DirectoryAccount, Optional<Line>> ofNoMachine(Reading reading, List<Known> known) {
        Map<DirectoryAccount, Optional<Line>> all = new LinkedHashMap<>();
        known.stream()
                .map(Known::account)
                .filter(account -> account.isOfNoMachine() && account.isEnabled())
                .forEach(account -> {
                    String called = LetterCase.fold(reading.domain() + " " + DirectoryComputers.name(account));
                    all.put(
                            account,
                            stated(
                                    reading,
                                    Statement.NO_MACHINE,
                                    name -> LetterCase.fold(name).equals(called)));
                });
        return all;
    }

    /** SIDs of those of them of which a person states so. */
    Set<String> renewed(Reading reading, List<Known> known) {
        return ofNoMachine(reading, known).entrySet().stream()
                .filter(each -> each.getValue().isPresent())
                .map(each -> each.getKey().sid())
                .collect(Collectors.toSet());
    }

    /** When a person stated last that the domain was set up anew; empty where that does not count. */
    Optional<Instant> rebuilt() {
        return Attestations.last(lines, Statement.DOMAIN_REBUILT, Optional.empty())
                .filter(line -> line.answer().equals(Optional.of(Answer.YES)))
                .filter(line -> Attested.counts(line, evictions, at))
                .map(Line::written);
    }

    /** What a person states of an object that could not be read; not where something more of it could not be read since. */
    Optional<Line> unreadable(Reading reading, Unread object) {
        return stated(reading, Statement.OBJECT_UNREADABLE, name -> object.isCalled(reading.domain(), name))
                .filter(line -> !line.written().isBefore(object.since()));
    }

    private Optional<Line> stated(Reading reading, Statement statement, Predicate<String> name) {
        return Attested.named(lines, statement, reading.commune(), name)
                .filter(line -> Attested.counts(line, evictions, at));
    }
}
