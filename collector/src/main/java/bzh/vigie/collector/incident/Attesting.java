package bzh.vigie.collector.incident;

import bzh.vigie.collector.neighbour.DirectoryComputers;
import bzh.vigie.collector.store.Attestations.About;
import bzh.vigie.collector.store.Attestations.Named;
import bzh.vigie.collector.store.Attestations.Statement;
import bzh.vigie.collector.store.Directories;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.DirectoryAccount;
import bzh.vigie.text.LetterCase;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What statements about things that have a name are about. */
public final class Attesting {
    /** A user of whom nothing was seen for longer is no usual one. */
    private static final Duration LONG_AGO = Duration.ofDays(400);

    private Attesting() {}

    /** What says of a statement's name that nothing is called so: the end of a key of the words. */
    public static String unknown(About about) {
        return switch (about) {
            case USER -> "no-user";
            case DOMAIN -> "no-domain";
            case OBJECT -> "no-object";
            case EXPECTED, HOST, MEASURE, FACT -> "no-expected";
        };
    }

    /** The same as its list or its host calls it; empty where nothing of that name is known, so that a slip of the pen states nothing. */
    public static Optional<Named> known(
            Store.Session session, Scope scope, IncidentId incident, Statement statement, Named named, Instant now) {
        Scope commune = new Scope.Communes(Set.of(named.commune()));
        Stream<String> names = switch (statement.about()) {
            case EXPECTED ->
                HostMatching.of(session, scope, incident).stream()
                        .flatMap(matching -> matching.expected().stream())
                        .filter(each -> each.commune().equals(named.commune()))
                        .map(each -> each.host().name())
                        .filter(each -> HostNames.key(each).equals(HostNames.key(named.name())));
            case DOMAIN ->
                Stream.of(
                                session.directories().list(commune).stream().map(Directories.Reader::domain),
                                session.directories().refusals(commune).stream().map(Directories.Refusal::domain),
                                session.hosts().all(commune).stream().flatMap(host -> Domains.of(host).stream()))
                        .flatMap(each -> each)
                        .filter(each -> each.equals(named.name().toLowerCase(Locale.ROOT)));
            case OBJECT -> objects(session, commune, statement, named.name());
            case USER, HOST, MEASURE, FACT ->
                session.hosts().all(commune).stream()
                        .flatMap(each -> session.userDays().of(each.id(), now.minus(LONG_AGO), now).stream())
                        .flatMap(day -> Stream.of(day.account(), day.name()))
                        .filter(each -> LetterCase.fold(each).equals(LetterCase.fold(named.name())));
        };
        return names.findFirst().map(each -> new Named(named.commune(), each));
    }

    /** Of those that a conclusion names. */
    private static Stream<String> objects(Store.Session session, Scope commune, Statement statement, String called) {
        return statement == Statement.NO_MACHINE
                ? session.directoryAccounts().accounts(commune, DirectoryAccount.Kind.COMPUTER).stream()
                        .filter(known -> known.account().isOfNoMachine())
                        .map(known -> known.domain() + " " + DirectoryComputers.name(known.account()))
                        .filter(each -> LetterCase.fold(each).equals(LetterCase.fold(called)))
                : session.directories().list(commune).stream()
                        .flatMap(directory -> session.hosts().find(directory.reader()).stream()
                                .flatMap(host ->
                                        UnreadDirectory.of(session.inventories(), host, directory.since())
                                                .objects()
                                                .stream())
                                .filter(object -> object.isCalled(directory.domain(), called))
                                .map(object -> UnreadDirectory.called(directory.domain(), object.name())));
    }
}
