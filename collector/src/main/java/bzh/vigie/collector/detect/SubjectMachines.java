package bzh.vigie.collector.detect;

import bzh.vigie.collector.detect.fields.SubjectMachine;
import bzh.vigie.collector.detect.finding.Finding;
import bzh.vigie.collector.detect.finding.Seen;
import bzh.vigie.collector.detect.sigma.SigmaRecord;
import bzh.vigie.collector.incident.Domains;
import bzh.vigie.collector.incident.HostNames;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Directories;
import bzh.vigie.collector.store.DirectoryAccounts.Telling;
import bzh.vigie.collector.store.Hosts;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.DirectoryAccount;
import bzh.vigie.event.DirectoryAccount.Kind;
import bzh.vigie.text.LetterCase;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Whether who acts in an event of Windows under a machine's name is a machine: by a directory where that of the account's domain was read, since a
 * person's account may be called so; else by the hosts that are known.
 *
 * <p>A directory is the word of its reader, and any agent may say to be in a domain that it made up. So of accounts that the directory of the host's own
 * domain has, no other is asked; of others one that somebody else than its reader says to be in too, and none where two such tell of them. One thread.
 */
final class SubjectMachines {
    /** Field of an alert: {@link SubjectMachine#UNTOLD} or {@link SubjectMachine#COMPUTER}. */
    static final String AS_LAST_READ = "subject_as_last_read";

    private static final String DOMAINS = "S-1-5-21-";
    private static final String SYSTEM = "S-1-5-18";
    private static final int PAGE = 50;
    private static final int NETBIOS = 15;

    /** What was worked out of hosts is taken again for so long. */
    private static final Duration LASTS = Duration.ofMinutes(1);

    private static final int MOST = 1_000;

    private final Map<String, Known> known = new LinkedHashMap<>();

    private record Known(boolean is, Instant until) {}

    /** Who acts, by what the event says. */
    private record Subject(String sid, String name, String domain) {}

    /** The record with what is known; as it is where nobody acts in it under such a name. */
    SigmaRecord with(Store.Session session, Host host, Instant now, SigmaRecord record) {
        String said = record.value(SubjectMachine.FIELD);
        String sid = record.value("SubjectUserSid");
        if (said.isEmpty() || said.equals(SubjectMachine.NONE) || sid.equals(SYSTEM)) {
            return record;
        }
        Subject subject = new Subject(
                sid, record.value("SubjectUserName").replaceFirst("\\$$", ""), record.value("SubjectDomainName"));
        boolean isLocal =
                sid.startsWith(DOMAINS) && HostNames.key(subject.domain()).equals(HostNames.key(host.hostname()));
        String is = isLocal ? SubjectMachine.NONE : known(session, host, now, subject);
        boolean isOwn =
                (is.equals(SubjectMachine.COMPUTER) || is.equals(SubjectMachine.UNTOLD)) && isOwn(subject, record);
        return record.toBuilder()
                .put(SubjectMachine.FIELD, isOwn ? SubjectMachine.ITSELF : is)
                .build();
    }

    /**
     * Whether it changes its own account. The name of a computer's object is that of its account without the {@code $}, which no other account of the
     * domain has: who joined since the directory was read, is known by that.
     */
    private static boolean isOwn(Subject subject, SigmaRecord record) {
        return record.value("TargetSid").equals(subject.sid())
                || (record.value("EventID").equals("5136")
                        && record.value("ObjectClass").equalsIgnoreCase("computer")
                        && !subject.name().isEmpty()
                        && LetterCase.fold(record.value("ObjectDN"))
                                .startsWith(LetterCase.fold("CN=" + subject.name() + ",")));
    }

    /**
     * The finding, with what the directory may not know yet of who acts in it: that it joined, or was made a controller, since it was read. Such a
     * finding is told, and says so.
     */
    static Finding of(Seen seen, Finding finding) {
        String is = seen.record().value(SubjectMachine.FIELD);
        return is.equals(SubjectMachine.UNTOLD) || is.equals(SubjectMachine.COMPUTER)
                ? finding.with(Map.of(AS_LAST_READ, is))
                : finding;
    }

    private String known(Store.Session session, Host host, Instant now, Subject subject) {
        Optional<String> own = Domains.of(host);
        List<Telling> all = subject.sid().startsWith(DOMAINS)
                ? session.directoryAccounts().telling(host.commune(), subject.sid())
                : List.of();
        List<Telling> asked = all.stream()
                .filter(each -> own.equals(Optional.of(each.domain())))
                .toList();
        if (asked.isEmpty()) {
            asked = all.stream()
                    .filter(each -> isShared(session, host.commune(), now, each))
                    .toList();
        }
        if (asked.size() > 1) {
            return SubjectMachine.NONE;
        }
        Optional<DirectoryAccount> account =
                asked.stream().flatMap(each -> each.account().stream()).findFirst();
        if (account.isPresent()) {
            boolean isComputer = account.get().kind() == Kind.COMPUTER;
            return !isComputer
                    ? SubjectMachine.NONE
                    : account.get().isController() ? SubjectMachine.CONTROLLER : SubjectMachine.COMPUTER;
        }
        if (asked.stream().anyMatch(Telling::isWhole)) {
            // Names are one account's in a domain: the host's own, which joined or was promoted since.
            return own.equals(Optional.of(asked.getFirst().domain())) && HostNames.same(host.hostname(), subject.name())
                    ? SubjectMachine.BY_NAME
                    : SubjectMachine.UNTOLD;
        }
        return isByName(session, host, now, subject, own) ? SubjectMachine.BY_NAME : SubjectMachine.NONE;
    }

    /** Whether an agent reads it, and another one says to be in that domain. */
    private boolean isShared(Store.Session session, Commune commune, Instant now, Telling telling) {
        return !telling.reader().equals(Directories.nobody(commune, telling.domain()))
                && remembered(
                        "shared " + commune.insee() + " " + telling.domain() + " "
                                + telling.reader().text(),
                        now,
                        () -> session.hosts().all(new Scope.Communes(Set.of(commune))).stream()
                                .anyMatch(host -> host.state() == Hosts.State.ACTIVE
                                        && !host.id().equals(telling.reader())
                                        && Domains.of(host).equals(Optional.of(telling.domain()))));
    }

    /**
     * Whether a host of that name is known that is in the account's domain, as far as that is said: in the same as the host that told the event, unless
     * the directory of that one has no such accounts, or in one that begins with the domain's short name.
     */
    private boolean isByName(Store.Session session, Host host, Instant now, Subject subject, Optional<String> own) {
        if (subject.name().isEmpty()) {
            return false;
        }
        boolean isOfAnother = subject.sid().startsWith(DOMAINS)
                && own.isPresent()
                && session.directoryAccounts().readings(new Scope.Communes(Set.of(host.commune()))).stream()
                        .anyMatch(reading -> reading.domain().equals(own.get())
                                && reading.whole().isPresent());
        Predicate<Host> isThere = other -> {
            Optional<String> domain = Domains.of(other);
            return (!isOfAnother && (own.isEmpty() || domain.equals(own)))
                    || domain.filter(name -> HostNames.shortKey(name).equals(HostNames.shortKey(subject.domain())))
                            .isPresent();
        };
        if (HostNames.same(host.hostname(), subject.name()) && isThere.test(host)) {
            return true;
        }
        String key = String.join(
                " ",
                "name",
                host.commune().insee(),
                own.orElse(""),
                Boolean.toString(isOfAnother),
                subject.domain(),
                subject.name());
        return remembered(key, now, () -> isHost(session, host, subject.name(), isThere));
    }

    private static boolean isHost(Store.Session session, Host host, String name, Predicate<Host> isThere) {
        String part = name.length() > NETBIOS ? name.substring(0, NETBIOS) : name;
        Hosts.Filter filter = new Hosts.Filter(Optional.empty(), Optional.empty(), part, Optional.empty(), false);
        return session.hosts().list(new Scope.Communes(Set.of(host.commune())), filter, Optional.empty(), PAGE).stream()
                .map(Hosts.Listed::host)
                .anyMatch(other -> HostNames.same(other.hostname(), name) && isThere.test(other));
    }

    private boolean remembered(String key, Instant now, BooleanSupplier work) {
        Known before = known.get(key);
        if (before != null && now.isBefore(before.until())) {
            return before.is();
        }
        if (known.size() >= MOST) {
            known.clear();
        }
        boolean is = work.getAsBoolean();
        known.put(key, new Known(is, now.plus(LASTS)));
        return is;
    }
}
