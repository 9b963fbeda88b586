package bzh.vigie.collector.conclusion;

import bzh.vigie.collector.incident.Evictions;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.DirectoryAccounts.Known;
import bzh.vigie.collector.store.DirectoryAccounts.Reading;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.PasswordLists;
import bzh.vigie.collector.store.PasswordLists.Aged;
import bzh.vigie.collector.store.PasswordLists.PasswordList;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.DirectoryAccount;
import bzh.vigie.event.Moment;
import bzh.vigie.text.LetterCase;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** When passwords of directories' accounts were set, by what agents read of them and by imported lists. */
final class DirectoryPasswords {
    private DirectoryPasswords() {}

    /**
     * Of several lists that have an account the line that asks for more: they do not say of which domain it is. What an agent read of the
     * directory since a list was written takes its place.
     */
    static Map<Commune, Map<String, Aged>> of(
            Store.Session session, Scope scope, Incident incident, Mistrusted mistrusted, Evictions evictions) {
        Scope communes = new Scope.Communes(Set.copyOf(incident.communes()));
        Optional<Instant> first = evictions.firstEnd();
        Map<Commune, Map<String, Aged>> directories = new HashMap<>();
        Map<String, Instant> read = new HashMap<>();
        Set<String> doubtful = new HashSet<>();
        for (Reading reading : session.directoryAccounts().readings(communes)) {
            String domain = reading.commune() + " " + reading.domain();
            read.put(domain, reading.last().orElse(Instant.MIN));
            if (mistrusted.isWord(reading)) {
                doubtful.add(domain);
            }
        }
        Map<String, Instant> known = new HashMap<>();
        for (Known each : session.directoryAccounts().accounts(communes)) {
            Aged told = aged(each.account());
            Aged aged = doubtful.contains(each.commune() + " " + each.domain()) ? doubted(told, first) : told;
            directories
                    .computeIfAbsent(each.commune(), commune -> new HashMap<>())
                    .merge(aged.account(), aged, Aged::worse);
            known.merge(
                    each.commune() + " " + aged.account(),
                    read.getOrDefault(each.commune() + " " + each.domain(), Instant.MIN),
                    (a, b) -> a.isBefore(b) ? a : b);
        }
        for (PasswordList list : session.passwordLists().lists(scope, incident.id())) {
            if (list.current()) {
                Map<String, Aged> accounts = directories.computeIfAbsent(list.commune(), each -> new HashMap<>());
                session.passwordLists().accounts(scope, list.number()).stream()
                        .filter(aged -> !known.getOrDefault(list.commune() + " " + aged.account(), Instant.MIN)
                                .isAfter(list.written()))
                        .forEach(aged -> accounts.merge(aged.account(), aged, Aged::worse));
            }
        }
        return directories;
    }

    /** Of what whoever is mistrusted tells: that it can be used, and when its password was set where that is not in its favour. */
    private static Aged doubted(Aged told, Optional<Instant> first) {
        return new Aged(
                told.account(),
                told.kind(),
                true,
                told.set().filter(set -> first.filter(set::isBefore).isPresent()),
                told.dayOnly());
    }

    /** An account of a directory as a list would have it. */
    static Aged aged(DirectoryAccount account) {
        String name = LetterCase.fold(account.name());
        return new Aged(
                name,
                name.startsWith("krbtgt")
                        ? PasswordLists.Kind.KERBEROS
                        : switch (account.kind()) {
                            case USER, MANAGED -> PasswordLists.Kind.ACCOUNT;
                            case COMPUTER -> PasswordLists.Kind.MACHINE;
                            case TRUST -> PasswordLists.Kind.TRUST;
                        },
                account.isEnabled(),
                account.passwordSetMicros().stream().mapToObj(Moment::instant).findFirst(),
                false);
    }
}
