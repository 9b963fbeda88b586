package bzh.vigie.collector.conclusion;

import bzh.vigie.collector.conclusion.Criterion.Kind;
import bzh.vigie.collector.conclusion.Criterion.State;
import bzh.vigie.collector.conclusion.OfflineScans.Objection;
import bzh.vigie.collector.detect.returns.ArtefactPresence;
import bzh.vigie.collector.detect.returns.ArtefactPresence.Absent;
import bzh.vigie.collector.detect.returns.ArtefactPresence.NotConfirmed;
import bzh.vigie.collector.detect.returns.ArtefactPresence.Present;
import bzh.vigie.collector.detect.returns.ArtefactPresence.Why;
import bzh.vigie.collector.detect.returns.Artefacts.OnHost;
import bzh.vigie.collector.detect.returns.Certainty;
import bzh.vigie.collector.incident.Contradiction;
import bzh.vigie.collector.incident.HostMatching.Matched;
import bzh.vigie.collector.neighbour.SeenMachine;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Attestations;
import bzh.vigie.collector.store.Attestations.About;
import bzh.vigie.collector.store.Attestations.Answer;
import bzh.vigie.collector.store.Attestations.Statement;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.ExpectedHosts.Role;
import bzh.vigie.collector.store.Incidents;
import bzh.vigie.collector.store.Thresholds.Threshold;
import bzh.vigie.collector.store.Tombstones.Nature;
import bzh.vigie.collector.store.Tombstones.Recurrence;
import bzh.vigie.collector.store.Tombstones.Withdrawn;
import bzh.vigie.event.ItemFields;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** Judges one criterion at a time. */
final class Judge {
    /** Of these nobody can say that there is no such thing. */
    private static final Set<Statement> ALWAYS_CONCERNED = Set.of(
            Statement.WAY_IN_CLOSED, Statement.ACCOUNTS_RESET, Statement.SECRETS_CHANGED, Statement.BACKUPS_CHECKED);

    private final Facts facts;
    private final Fates fates;

    Judge(Facts facts) {
        this.facts = facts;
        this.fates = new Fates(facts);
    }

    Criterion judge(Kind kind) {
        return switch (kind) {
            case WORKSTATIONS_WATCHED -> floored(workstations(), Threshold.WORKSTATIONS_PERCENT);
            case NO_LONG_GAP -> floored(longGaps(), Threshold.LONGEST_GAP_MINUTES);
            case PASSES_REGULAR -> floored(conditions().passes(), Threshold.PASS_HOURS);
            case NO_RECURRENCE ->
                failing(
                        kind,
                        facts.recurrences().stream()
                                .filter(Judge::isObserved)
                                .map(each -> named(each.alert()))
                                .toList());
            case EVIDENCE_SOUND -> failing(kind, facts.tampered());
            case EVICTION_ENDED -> evictionEnded();
            case FINDINGS_DECIDED -> decided();
            case HISTORY_SEARCHED -> searched();
            case REBUILT_WHERE_PRIVILEGED -> rebuilt();
            case DOMAIN_NOT_TAKEN -> domain();
            case AUTHORITY_KEY_SAFE -> stated(kind, Statement.AUTHORITY_KEY_EXPOSED, Answer.NO);
            case WATCH_COMPLETE -> watchComplete();
            case ARTEFACTS_GONE -> artefacts();
            case EXPECTED_HOSTS_KNOWN -> failing(kind, UnknownHosts.of(facts));
            case ESSENTIAL_HOSTS_WATCHED -> essential();
            case SOURCES_WATCHED ->
                failing(
                        kind,
                        facts.hosts().stream()
                                .flatMap(host -> host.failedSources().stream()
                                        .map(source -> Criterion.named(host.name(), source)))
                                .toList());
            case NO_UNWATCHED_MACHINE ->
                machines(
                        facts.machines().stream().map(machine -> named(machine)).toList());
            case ACCOUNTS_RENEWED -> ExposedAccounts.criterion(facts.accounts());
            case DIRECTORY_READ -> facts.domains().read();
            case KRBTGT_SEEN_RESET -> facts.domains().tickets();
            case PRIVILEGED_RENEWED -> facts.domains().privileged();
            case ATTESTED -> attested();
            case REVIEW_DECIDED -> reviewed();
            case FULL_STARTS -> conditions().fullStarts();
            case USERS_LOGGED_ON -> conditions().usersLoggedOn();
            case PROFILES_READ -> conditions().profiles();
            case NOT_CONTRADICTED ->
                datedAnew(
                        conditions().notContradicted(),
                        conditions(facts.earlier()).notContradicted());
            case NOT_BLINDED ->
                datedAnew(conditions().notBlinded(), conditions(facts.earlier()).notBlinded());
            case TWICE_THE_BEACON -> conditions().twiceTheBeacon();
            case TABLE_SIGNED -> conditions().tableSigned();
        };
    }

    /** Not met where its threshold is stated to be looser than the floor; that is named first. */
    private Criterion floored(Criterion criterion, Threshold threshold) {
        return facts.table().isBeyondFloor(threshold)
                ? new Criterion(
                        criterion.kind(),
                        State.NOT_MET,
                        Stream.concat(Stream.of("beyond-floor"), criterion.about().stream())
                                .toList())
                : criterion;
    }

    /**
     * Not known where nothing is marked: then nothing could be known again. Artefacts that no agent can report are left out: a host without an
     * agent fails the criteria about hosts. What an agent shows to be there, no statement about its host takes away.
     */
    private Criterion artefacts() {
        List<String> about = new ArrayList<>();
        facts.withdrawn().stream()
                .filter(Withdrawn::awaitsApproval)
                .map(each -> Criterion.named(each.tombstone().id(), "withdrawal-unapproved"))
                .forEach(about::add);
        if (facts.artefacts().isEmpty()) {
            about.addFirst("nothing-marked");
            return new Criterion(Kind.ARTEFACTS_GONE, State.UNKNOWN, about);
        }
        about.addAll(facts.artefacts().stream()
                .filter(each -> each.isOpen(facts.at()) && isTold(each.state()))
                .filter(each -> wasShown(each.state())
                        || each.host().filter(this::isReplaced).isEmpty())
                .map(Judge::named)
                .distinct()
                .toList());
        return failing(Kind.ARTEFACTS_GONE, about);
    }

    /** An artefact by its host and mark, with the id of its place where it has one. */
    private static String named(OnHost artefact) {
        return Criterion.named(Stream.of(
                        artefact.hostname(),
                        artefact.tombstone().id(),
                        artefact.fields().getOrDefault("location", ""),
                        word(artefact))
                .filter(part -> !part.isEmpty())
                .toArray(String[]::new));
    }

    private static boolean isTold(ArtefactPresence state) {
        return !(state instanceof NotConfirmed unknown)
                || (unknown.why() != Why.NOT_LISTED && unknown.why() != Why.NO_AGENT);
    }

    /** Whether its agent showed it and nothing says otherwise since. */
    private static boolean wasShown(ArtefactPresence state) {
        return state instanceof Present
                || (state instanceof NotConfirmed unknown && unknown.why() == Why.BEFORE_EVICTION);
    }

    private static String word(OnHost artefact) {
        return switch (artefact.state()) {
            case Present _ when !artefact.isLeft() -> "artefact-unknown";
            case Present present when present.certainty() == Certainty.CERTAIN -> "artefact-present";
            case Present _ -> "artefact-variant";
            case NotConfirmed unknown ->
                unknown.why() == Why.BEFORE_EVICTION || unknown.why() == Why.ABSENT_BEFORE_EVICTION
                        ? "artefact-before-eviction"
                        : "artefact-unknown";
            case Absent _ -> "artefact-unknown";
        };
    }

    /** Whether it is attested that the host is no longer there, or was set up anew. */
    private boolean isReplaced(AgentId host) {
        return facts.hosts().stream()
                        .noneMatch(each -> each.coverage().host().id().equals(host))
                || says(Statement.REBUILT, host, Answer.YES);
    }

    /** Of hosts on which the attacker was, the rest that they alone tell is named with its share of the watch, also where nothing fails. */
    private Criterion longGaps() {
        Criterion gaps = datedAnew(longGaps(facts.hosts()), longGaps(facts.earlier()));
        Stream<String> told = facts.hosts().stream()
                .filter(host -> !host.restByItsOwnWord().isZero())
                .map(host -> Criterion.named(
                        host.name(),
                        "rest-by-its-own-word",
                        share(host.restByItsOwnWord(), host.window().length())));
        return new Criterion(
                gaps.kind(),
                gaps.state(),
                Stream.concat(gaps.about().stream(), told).toList());
    }

    private static Criterion longGaps(List<WatchedHost> hosts) {
        return failing(
                Kind.NO_LONG_GAP,
                hosts.stream()
                        .filter(host -> !host.longGaps().isEmpty())
                        .map(WatchedHost::name)
                        .toList());
    }

    /** Whole hours, and never less than there are. */
    private static String share(Duration rest, Duration of) {
        long percent = Math.ceilDiv(rest.toSeconds() * 100, Math.max(1, of.toSeconds()));
        return Math.ceilDiv(rest.toMinutes(), 60L) + " h / " + of.toHours() + " h (" + Math.min(100, percent) + " %)";
    }

    /** Names beside a criterion what failed it after an end of the eviction that was said before: dating the end anew hides nothing. */
    private static Criterion datedAnew(Criterion now, Criterion earlier) {
        Stream<String> failed = earlier.state() == State.NOT_MET ? earlier.about().stream() : Stream.of();
        return new Criterion(
                now.kind(),
                now.state(),
                Stream.concat(now.about().stream(), failed.map(each -> each + Criterion.BETWEEN + "before-dated-anew"))
                        .toList());
    }

    private WatchConditions conditions() {
        return conditions(facts.hosts());
    }

    private WatchConditions conditions(List<WatchedHost> hosts) {
        return new WatchConditions(
                hosts,
                facts.table(),
                facts.attestations().stream().filter(facts::counts).toList());
    }

    /** What was authorised is none; whatever else an analyst says it is was seen and should not have been there. */
    private static boolean isObserved(Recurrence recurrence) {
        return recurrence
                .nature()
                .filter(line -> line.nature() != Nature.AUTHORISED)
                .isPresent();
    }

    private static Criterion failing(Kind kind, List<String> about) {
        return new Criterion(kind, about.isEmpty() ? State.MET : State.NOT_MET, about);
    }

    private Criterion evictionEnded() {
        boolean ended = facts.evictions()
                .all()
                .flatMap(interval -> interval.end())
                .filter(facts.at()::isAfter)
                .isPresent();
        List<String> about =
                facts.unstarted().stream().map(host -> host.hostname()).toList();
        return new Criterion(Kind.EVICTION_ENDED, ended && about.isEmpty() ? State.MET : State.NOT_MET, about);
    }

    /** What an exception hides is named, also where all is decided. */
    private Criterion decided() {
        List<String> about = undecided();
        return about.isEmpty()
                ? new Criterion(
                        Kind.FINDINGS_DECIDED,
                        State.MET,
                        facts.excepted().stream().map(Excepted::named).toList())
                : failing(Kind.FINDINGS_DECIDED, about);
    }

    private List<String> undecided() {
        List<String> about = new ArrayList<>();
        facts.undecided().forEach(alert -> about.add(named(alert)));
        facts.excepted().stream()
                .filter(each -> !each.isDecided())
                .map(Excepted::named)
                .forEach(about::add);
        facts.recurrences().stream()
                .filter(Recurrence::isUndecided)
                .map(each -> named(each.alert()))
                .filter(each -> !about.contains(each))
                .forEach(about::add);
        facts.recurrences().stream()
                .filter(Recurrence::awaitsApproval)
                .map(Recurrence::alert)
                .filter(alert -> !about.contains(named(alert)))
                .map(alert -> Criterion.named(alert.rule(), alert.hostname(), "approval-missing", alert.id()))
                .forEach(about::add);
        return about;
    }

    private Criterion searched() {
        List<String> about = new ArrayList<>();
        if (facts.search().marks() > 0) {
            about.add(Criterion.named(
                    "unsearched-marks", Integer.toString(facts.search().marks())));
        }
        if (facts.search().indicators() > 0) {
            about.add(Criterion.named(
                    "unsearched-indicators", Integer.toString(facts.search().indicators())));
        }
        return failing(Kind.HISTORY_SEARCHED, about);
    }

    private static String named(Alert alert) {
        return Criterion.named(alert.rule(), alert.hostname(), alert.id());
    }

    private static String named(SeenMachine machine, String... more) {
        return Criterion.named(Stream.of(
                        Stream.of(machine.commune().toString(), machine.key()),
                        machine.names().stream().limit(1),
                        Stream.of(more))
                .flatMap(Function.identity())
                .toArray(String[]::new));
    }

    /**
     * Where no host of a commune tells whom it sees, it is not known that nobody else is there. Those that no agent could watch, as an
     * analyst says, are named with his reason.
     */
    private Criterion machines(List<String> about) {
        List<String> unsighted = facts.unsighted().stream().map(Commune::insee).toList();
        Stream<String> exempted = facts.exempted().stream()
                .map(machine -> named(
                        machine,
                        "exempted",
                        machine.exempted().map(Author::reason).orElse("")));
        State state = !about.isEmpty() ? State.NOT_MET : unsighted.isEmpty() ? State.MET : State.UNKNOWN;
        return new Criterion(
                Kind.NO_UNWATCHED_MACHINE,
                state,
                Stream.of(about.stream(), unsighted.stream(), exempted)
                        .flatMap(each -> each)
                        .toList());
    }

    private Optional<Attestations.Line> line(Statement statement, Optional<AgentId> host) {
        return Attestations.last(facts.attestations(), statement, host);
    }

    /** The last line about it and that host, where it counts; empty where it was taken back. */
    private Optional<Answer> answer(Statement statement, Optional<AgentId> host) {
        return line(statement, host).filter(facts::counts).flatMap(Attestations.Line::answer);
    }

    private boolean says(Statement statement, AgentId host, Answer wanted) {
        return answer(statement, Optional.of(host)).filter(wanted::equals).isPresent();
    }

    /**
     * Hosts that are no longer there count too: what was stated about them stays. Where a scan agrees of which nothing but a word says that it
     * is of after the eviction, that is named, also where nothing fails.
     */
    private Criterion rebuilt() {
        Set<AgentId> privileged = new LinkedHashSet<>();
        facts.attestations().stream()
                .filter(line -> line.statement() == Statement.PRIVILEGED_CODE)
                .flatMap(line -> line.host().stream())
                .filter(host -> says(Statement.PRIVILEGED_CODE, host, Answer.YES))
                .forEach(privileged::add);
        List<String> about = Stream.concat(
                        privileged.stream()
                                .filter(host -> !isMended(Statement.REBUILT, host))
                                .flatMap(host -> disagreement(host).stream()),
                        facts.hosts().stream()
                                .map(host -> host.coverage().host().id())
                                .filter(host -> says(Statement.REBUILT, host, Answer.YES) && isOfBefore(host))
                                .map(host -> Criterion.named(name(host), "agent-of-before")))
                .toList();
        if (!about.isEmpty()) {
            return failing(Kind.REBUILT_WHERE_PRIVILEGED, about);
        }
        List<String> unsaid = unsaid();
        if (!unsaid.isEmpty()) {
            return new Criterion(Kind.REBUILT_WHERE_PRIVILEGED, State.UNKNOWN, unsaid);
        }
        return new Criterion(
                Kind.REBUILT_WHERE_PRIVILEGED,
                State.MET,
                privileged.stream()
                        .filter(host -> !isMended(Statement.REBUILT, host))
                        .flatMap(host -> facts.scans().byWordAlone(host, facts.evictions()).stream()
                                .map(what -> Criterion.named(name(host)) + Criterion.BETWEEN + what))
                        .toList());
    }

    /** Statements that are missing: that all hosts are named, and of each host that bears a mark with what rights the code ran. */
    private List<String> unsaid() {
        return Stream.concat(
                        answer(Statement.PRIVILEGED_HOSTS_NAMED, Optional.empty())
                                        .filter(Answer.YES::equals)
                                        .isPresent()
                                ? Stream.empty()
                                : Stream.of(ItemFields.word(Statement.PRIVILEGED_HOSTS_NAMED)),
                        facts.artefacts().stream()
                                .filter(OnHost::marked)
                                .flatMap(artefact -> artefact.host().stream())
                                .distinct()
                                .filter(host -> answer(Statement.PRIVILEGED_CODE, Optional.of(host))
                                        .isEmpty())
                                .map(host -> Criterion.named(name(host), "rights-unsaid")))
                .toList();
    }

    /** The host, and why no scan of it agrees with its agent; empty where one does. */
    private Optional<String> disagreement(AgentId host) {
        Attestations.Line privileged =
                line(Statement.PRIVILEGED_CODE, Optional.of(host)).orElseThrow();
        Optional<Attestations.Line> said =
                line(Statement.OFFLINE_SCAN_AGREES, Optional.of(host)).filter(facts::counts);
        return facts.scans()
                .against(host, facts.evictions(), privileged, said)
                .map(why -> why == Objection.NO_SCAN ? name(host) : Criterion.named(name(host), ItemFields.word(why)));
    }

    /** Only what was stated after the attacker's code was last stated to have run there. */
    private boolean isMended(Statement statement, AgentId host) {
        long since = line(Statement.PRIVILEGED_CODE, Optional.of(host))
                .map(Attestations.Line::number)
                .orElse(0L);
        return says(statement, host, Answer.YES)
                && !(statement == Statement.REBUILT && isOfBefore(host))
                && line(statement, Optional.of(host))
                        .filter(line -> line.number() > since)
                        .isPresent();
    }

    /** Whether the agent of before the eviction was heard after the host was stated to be set up anew. */
    private boolean isOfBefore(AgentId id) {
        return facts.hosts().stream()
                .map(host -> host.coverage().host())
                .filter(host -> host.id().equals(id))
                .anyMatch(host -> line(Statement.REBUILT, Optional.of(id))
                        .filter(line -> Contradiction.isOfBefore(line, host, facts.evictions()))
                        .isPresent());
    }

    private String name(AgentId id) {
        return facts.hosts().stream()
                .filter(host -> host.coverage().host().id().equals(id))
                .map(WatchedHost::name)
                .findFirst()
                .orElse(id.text());
    }

    private Criterion domain() {
        Optional<Answer> taken = answer(Statement.DOMAIN_TAKEN, Optional.empty());
        boolean isMarked = isMarkedSinceStated();
        if (taken.isEmpty() || (taken.get() != Answer.YES && isMarked)) {
            return new Criterion(
                    Kind.DOMAIN_NOT_TAKEN,
                    State.UNKNOWN,
                    Stream.concat(
                                    Stream.of(ItemFields.word(Statement.DOMAIN_TAKEN)),
                                    isMarked ? Stream.of("directory-marked") : Stream.of())
                            .toList());
        }
        // A directory that shows the password of before is believed more than a word that it was set.
        boolean mended = isDomainRebuilt()
                || (!facts.domains().hasOldTickets()
                        && answer(Statement.KRBTGT_RESET_TWICE, Optional.empty())
                                .filter(Answer.YES::equals)
                                .isPresent());
        return failing(
                Kind.DOMAIN_NOT_TAKEN,
                taken.get() == Answer.YES && !mended
                        ? Stream.concat(
                                        Stream.of(
                                                ItemFields.word(Statement.KRBTGT_RESET_TWICE),
                                                ItemFields.word(Statement.DOMAIN_REBUILT)),
                                        isDomainStatedRebuilt() ? oldControllers() : Stream.of())
                                .toList()
                        : List.of());
    }

    /** Whether something of a directory was marked as the attacker's since the last word about the domain, or without one. */
    private boolean isMarkedSinceStated() {
        return facts.directoryMarked()
                .filter(marked -> line(Statement.DOMAIN_TAKEN, Optional.empty())
                        .filter(line -> !line.written().isBefore(marked))
                        .isEmpty())
                .isPresent();
    }

    /** Not while one of its controllers is still the one of before. */
    private boolean isDomainRebuilt() {
        return isDomainStatedRebuilt() && oldControllers().findAny().isEmpty();
    }

    /** Domain controllers whose agent is of before the end of the eviction and that nobody states to be set up anew, or gone. */
    private Stream<String> oldControllers() {
        return facts.hosts().stream()
                .filter(host -> host.role() == Role.DOMAIN_CONTROLLER && host.before())
                .filter(host ->
                        !isMended(Statement.REBUILT, host.coverage().host().id()))
                .map(host -> Criterion.named(host.name(), "controller-of-before"));
    }

    /** What was stated before the domain was last stated to be taken is of another time. */
    private boolean isDomainStatedRebuilt() {
        long since = line(Statement.DOMAIN_TAKEN, Optional.empty())
                .map(Attestations.Line::number)
                .orElse(0L);
        return answer(Statement.DOMAIN_REBUILT, Optional.empty())
                        .filter(Answer.YES::equals)
                        .isPresent()
                && line(Statement.DOMAIN_REBUILT, Optional.empty())
                        .filter(line -> line.number() > since)
                        .isPresent();
    }

    /** A fact of which it must be known whether it is so. */
    private Criterion stated(Kind kind, Statement fact, Answer wanted) {
        Optional<Answer> answer = answer(fact, Optional.empty());
        List<String> about = List.of(ItemFields.word(fact));
        if (answer.isEmpty()) {
            return new Criterion(kind, State.UNKNOWN, about);
        }
        boolean well = answer.get() == wanted || answer.get() == Answer.NOT_CONCERNED;
        return new Criterion(kind, well ? State.MET : State.NOT_MET, well ? List.of() : about);
    }

    /** Where all is decided, what is only watched is named. */
    private Criterion reviewed() {
        List<String> waiting = facts.review().waiting();
        return waiting.isEmpty()
                ? new Criterion(Kind.REVIEW_DECIDED, State.MET, facts.review().watched())
                : failing(Kind.REVIEW_DECIDED, waiting);
    }

    private Criterion watchComplete() {
        Duration planned = Duration.ofDays(facts.incident().watchDays());
        List<String> about = facts.hosts().stream()
                .filter(host -> host.window().length().compareTo(planned) < 0)
                .map(WatchedHost::name)
                .toList();
        if (facts.incident().watchDays() < Incidents.SHORTEST_WATCH) {
            // Who shortens the watch does not make it complete.
            return new Criterion(
                    Kind.WATCH_COMPLETE,
                    State.NOT_MET,
                    Stream.concat(Stream.of("watch-shortened"), about.stream()).toList());
        }
        return new Criterion(
                Kind.WATCH_COMPLETE, about.isEmpty() && !facts.hosts().isEmpty() ? State.MET : State.NOT_MET, about);
    }

    /** Whether one of those with that name watched. */
    private boolean isWatched(Matched expected) {
        return expected.doubt().isEmpty()
                && expected.agents().stream()
                        .anyMatch(agent -> facts.hosts().stream()
                                .filter(host -> host.coverage().host().id().equals(agent.id()))
                                .anyMatch(WatchedHost::isWatched));
    }

    private List<Matched> expected(boolean workstations) {
        return facts.matching().expected().stream()
                .filter(each -> each.host().enabled() && (each.host().role() == Role.WORKSTATION) == workstations)
                .toList();
    }

    /** Those that were not watched, named with what became of them; also the ones that are no longer there. */
    private List<String> unwatched(List<Matched> expected) {
        return expected.stream()
                .filter(each -> !isWatched(each))
                .map(fates::named)
                .toList();
    }

    private Criterion essential() {
        List<Matched> expected = expected(false);
        boolean enough = expected.stream().allMatch(each -> isWatched(each) || fates.isGone(each));
        boolean listed = answer(Statement.ESSENTIAL_HOSTS_LISTED, Optional.empty())
                .filter(Answer.YES::equals)
                .isPresent();
        return enough && !listed
                ? new Criterion(
                        Kind.ESSENTIAL_HOSTS_WATCHED,
                        State.UNKNOWN,
                        List.of(ItemFields.word(Statement.ESSENTIAL_HOSTS_LISTED)))
                : new Criterion(Kind.ESSENTIAL_HOSTS_WATCHED, enough ? State.MET : State.NOT_MET, unwatched(expected));
    }

    /** Each missing one is named, also where there are enough; one on which no agent can be is missing too. */
    private Criterion workstations() {
        List<Matched> all = expected(true);
        List<Matched> there = all.stream()
                .filter(each -> isWatched(each) || !fates.isGone(each))
                .toList();
        long watched = there.stream().filter(this::isWatched).count();
        boolean enough =
                !there.isEmpty() && watched * 100 >= (long) facts.table().workstationsPercent() * there.size();
        return new Criterion(Kind.WORKSTATIONS_WATCHED, enough ? State.MET : State.NOT_MET, unwatched(all));
    }

    private Criterion attested() {
        return failing(
                Kind.ATTESTED,
                Arrays.stream(Statement.values())
                        .filter(statement ->
                                statement.about() == About.MEASURE && statement != Statement.DOMAIN_REBUILT)
                        .filter(statement -> statement != Statement.KRBTGT_RESET_TWICE || !isDomainRebuilt())
                        .filter(statement -> answer(statement, Optional.empty())
                                .filter(answer -> answer == Answer.YES
                                        || (answer == Answer.NOT_CONCERNED && !ALWAYS_CONCERNED.contains(statement)))
                                .isEmpty())
                        .map(ItemFields::word)
                        .toList());
    }
}
