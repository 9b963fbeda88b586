package bzh.vigie.collector.store;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Alerts: findings that ask for a person. Text is made from rule, reason and evidence in the reader's language. */
public interface Alerts {
    /** How bad; the order is that of Sigma levels. */
    enum Severity {
        INFORMATIONAL,
        LOW,
        MEDIUM,
        HIGH,
        CRITICAL
    }

    /** Where an alert stands in its life. */
    enum Status {
        NEW,
        ACKNOWLEDGED,
        ASSIGNED,
        CLOSED,
        /** Hidden by an exception: kept, counted against it, and never raised ({@link AlertExceptions}). */
        EXCEPTED;

        /** Whether it still asks for a person. */
        public boolean isOpen() {
            return this != CLOSED && this != EXCEPTED;
        }
    }

    /** As what an alert is closed. */
    enum Closing {
        /** It was what it said, and was dealt with. */
        TRUE,
        /** It happened, and somebody meant it to. */
        EXPECTED,
        /** It was not what it said. */
        FALSE_ALARM,
        /** Another alert tells the same. */
        DUPLICATE,
        /** An exercise or a trial. */
        TEST,
        /** Something else, which the reason says. */
        OTHER
    }

    /** What a person can do to an alert. */
    enum Step {
        ACKNOWLEDGED,
        ASSIGNED,
        COMMENTED,
        CLOSED,
        REOPENED,
        /** The last line is taken back: the alert stands as before it. */
        UNDONE
    }

    /**
     * What a person decides about an alert.
     *
     * @param assignee to whom it is given, 1 to 200 characters; empty for every other step
     * @param closing as what it is closed; with that step only
     */
    record Move(Step step, String assignee, Optional<Closing> closing) {
        public Move {
            if ((step == Step.ASSIGNED) == assignee.isBlank() || assignee.length() > 200) {
                throw new IllegalArgumentException("an alert is assigned to a name of 1 to 200 characters");
            }
            if ((step == Step.CLOSED) != closing.isPresent()) {
                throw new IllegalArgumentException("an alert is closed as something");
            }
        }

        /** One of the steps that need nothing more. */
        public static Move of(Step step) {
            return new Move(step, "", Optional.empty());
        }

        public static Move assign(String person) {
            return new Move(Step.ASSIGNED, person, Optional.empty());
        }

        public static Move close(Closing closing) {
            return new Move(Step.CLOSED, "", Optional.of(closing));
        }
    }

    /**
     * Where an alert stands.
     *
     * @param version number of the last line about it, 0 before the first: who decides says which one they saw
     * @param assignee who has it; empty for nobody
     * @param exception number of the exception that hid it
     * @param group number of what it is one line with ({@link Group})
     */
    record Standing(
            Status status,
            String assignee,
            Optional<Closing> closing,
            long version,
            OptionalLong exception,
            long group) {}

    /**
     * A step of an alert's life, with where it then stood. Only ever added.
     *
     * @param number grows with every line of the store
     */
    record Line(
            long number,
            String alert,
            Step step,
            Status status,
            String assignee,
            Optional<Closing> closing,
            Instant written,
            Author author) {}

    /** What became of a decision. */
    sealed interface Outcome {
        /** It is written. */
        record Done(Line line) implements Outcome {}

        /** There is no such alert in what may be seen. */
        record Unknown() implements Outcome {}

        /** Somebody decided since what the author saw; nothing is written. */
        record Overtaken(Line last) implements Outcome {}

        /** Such a step is not possible where it stands; nothing is written. */
        record NotNow(Standing is) implements Outcome {}
    }

    /**
     * Open alerts that are the same thing, on however many hosts: of one rule and one shape of item, or one cause but for the host.
     *
     * @param number says which, for ever
     * @param newest the alert of it that was raised last, in what may be seen; it may be closed
     * @param severity the gravest that it had
     * @param open alerts of it that are open
     * @param fresh those of them that nobody looked at
     * @param hosts hosts that have an open one
     * @param communes communes that have an open one
     */
    record Group(
            long number, Alert newest, Severity severity, int open, int fresh, int hosts, int communes, Place place) {}

    /** A place in the list of groups: whoever asks for the next page gives that of the last group of the page before. */
    record Place(int rank, long newest) {
        /** Before the first. */
        public static final Place BEGINNING = new Place(Integer.MAX_VALUE, Long.MAX_VALUE);
    }

    /** Which alerts are asked for, of those stored until {@code last} ({@link #last()}); what is empty is not asked. */
    record Filter(
            OptionalLong group,
            Optional<Commune> commune,
            Optional<AgentId> host,
            Optional<String> rule,
            Optional<String> assignee,
            OptionalLong exception,
            OptionalLong last,
            boolean onlyOpen) {
        /** Every one. */
        public static final Filter NONE = all(OptionalLong.empty(), false);

        public static Filter open() {
            return all(OptionalLong.empty(), true);
        }

        private static Filter all(OptionalLong last, boolean onlyOpen) {
            return new Filter(
                    OptionalLong.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    OptionalLong.empty(),
                    last,
                    onlyOpen);
        }

        /**
         * Whether every open one is asked for, up to whichever. What is of the attack before its eviction is not among them: its group lists
         * it for each artefact.
         */
        public boolean isAllOpen() {
            return equals(all(last, true));
        }

        public Filter ofGroup(long number) {
            return new Filter(OptionalLong.of(number), commune, host, rule, assignee, exception, last, onlyOpen);
        }

        public Filter ofHost(AgentId id) {
            return new Filter(group, commune, Optional.of(id), rule, assignee, exception, last, onlyOpen);
        }

        public Filter in(Commune one) {
            return new Filter(group, Optional.of(one), host, rule, assignee, exception, last, onlyOpen);
        }

        public Filter ofRule(String id) {
            return new Filter(group, commune, host, Optional.of(id), assignee, exception, last, onlyOpen);
        }

        public Filter of(String person) {
            return new Filter(group, commune, host, rule, Optional.of(person), exception, last, onlyOpen);
        }

        public Filter until(long sequence) {
            return new Filter(group, commune, host, rule, assignee, exception, OptionalLong.of(sequence), onlyOpen);
        }

        public Filter excepted(long number) {
            return new Filter(group, commune, host, rule, assignee, OptionalLong.of(number), last, false);
        }
    }

    /**
     * An alert.
     *
     * @param id hash of rule, commune, cause key and first event id: a replay makes the same one
     * @param rule id of the rule
     * @param cause what alerts are grouped by
     * @param firstEvent id of the event that raised it
     * @param time when, by the collector's receipt
     * @param hostTime when, by the host's clock
     * @param evidence field to value, as the rule saw them
     * @param count events that raised it again
     * @param situation which raised it, and by which its severity is
     */
    record Alert(
            String id,
            String rule,
            Severity severity,
            List<String> techniques,
            Commune commune,
            AgentId host,
            String hostname,
            String cause,
            String firstEvent,
            Instant time,
            Instant hostTime,
            Map<String, String> evidence,
            Status status,
            int count,
            Instant lastTime,
            Situation situation) {
        public Alert {
            techniques = List.copyOf(techniques);
            evidence = Map.copyOf(evidence);
        }

        /** One of calm. */
        public Alert(
                String id,
                String rule,
                Severity severity,
                List<String> techniques,
                Commune commune,
                AgentId host,
                String hostname,
                String cause,
                String firstEvent,
                Instant time,
                Instant hostTime,
                Map<String, String> evidence,
                Status status,
                int count,
                Instant lastTime) {
            this(
                    id,
                    rule,
                    severity,
                    techniques,
                    commune,
                    host,
                    hostname,
                    cause,
                    firstEvent,
                    time,
                    hostTime,
                    evidence,
                    status,
                    count,
                    lastTime,
                    Situation.CALM);
        }

        /** As far as this reader may see it: what its evidence tells of the whole region is for who sees all communes. */
        public Alert shown(Scope scope) {
            boolean told =
                    !(scope instanceof Scope.All) && evidence.keySet().stream().anyMatch(EventSearch::isOfRegion);
            if (!told) {
                return this;
            }
            Map<String, String> own = new HashMap<>(evidence);
            own.keySet().removeIf(EventSearch::isOfRegion);
            return with(own);
        }

        /** The same with other evidence. */
        public Alert with(Map<String, String> other) {
            return new Alert(
                    id,
                    rule,
                    severity,
                    techniques,
                    commune,
                    host,
                    hostname,
                    cause,
                    firstEvent,
                    time,
                    hostTime,
                    other,
                    status,
                    count,
                    lastTime,
                    situation);
        }
    }

    /**
     * One thing of a line that sums up several: what equal items are, on however many hosts.
     *
     * @param rule that which is about the thing itself
     * @param change what became of it, as the inventory has it
     * @param source where it was read, at most 300 characters, as is its name
     * @param host which had it first
     * @param event id of the event that showed it there
     * @param time of that, by the collector's receipt
     * @param count how often it was seen
     */
    record Listed(
            String rule,
            String change,
            String shape,
            String location,
            String source,
            String name,
            AgentId host,
            String hostname,
            String event,
            Instant time,
            int count) {}

    /** Things that are listed of one line; what comes above is counted in it alone. */
    int MOST_LISTED = 1_000;

    /** Lists a thing in a line, or counts one more of it. */
    void list(Alert line, Listed item);

    /** What is listed of a line, by place and name; at most {@code limit}. */
    List<Listed> listed(Scope scope, String id, int limit);

    /** How many items of each place are listed of a line. */
    Map<String, Integer> listedByLocation(Scope scope, String id);

    /** The newest line of this rule in this commune that lists that thing, wherever it stands. */
    Optional<Alert> listing(Commune commune, String rule, Listed item);

    /** Stores an alert; false where one with this id is there already (a replay), which is left as it is. */
    boolean raise(Alert alert);

    /** Another event of an alert, from this host: counts it. */
    void again(String id, AgentId host, Instant time);

    /** On which hosts an alert was seen, at most so many. */
    List<AgentId> hosts(Scope scope, String id, int limit);

    Optional<Alert> find(Scope scope, String id);

    /** Ids that begin so, at most so many. */
    List<String> beginning(Scope scope, String beginning, int limit);

    /** On how many hosts it was seen; 0 where it may not be seen. */
    int countHosts(Scope scope, String id);

    /**
     * The newest alert of this rule and cause in this commune that is not closed and may stand for that host too: one that nobody looked at
     * yet, or that was seen on it already. Without a host: the newest of all.
     */
    Optional<Alert> open(Commune commune, String rule, String cause, Optional<AgentId> host);

    /** The newest alert of this rule and cause in this commune, wherever it stands. */
    Optional<Alert> newest(Commune commune, String rule, String cause);

    /** Newest first, from before the alert with that id, the last of the page before; at most {@code limit}. */
    default List<Alert> list(Scope scope, Optional<String> before, int limit) {
        return list(scope, Filter.NONE, before, limit);
    }

    /** When an alert of high severity or more, not of a directory, was last seen on that host that began before that time. */
    Optional<Instant> lastGrave(AgentId host, Instant before);

    /** Alerts that an indicator was seen, the newest first; at most {@code limit}. */
    List<Alert> ofIndicator(Scope scope, String indicator, int limit);

    /** How many of them there are. */
    long countOfIndicator(Scope scope, String indicator);

    /** The same of those that are asked for. */
    List<Alert> list(Scope scope, Filter filter, Optional<String> before, int limit);

    /**
     * Which groups are asked for; what is empty is not asked.
     *
     * @param least of at least this severity; returns are always among them
     * @param status with an open alert that stands so
     * @param commune with an open alert there: only these are counted
     * @param assignee with an open alert that this person has
     */
    record GroupFilter(
            Severity least,
            Optional<Status> status,
            Optional<Commune> commune,
            Optional<String> rule,
            Optional<String> assignee) {
        /** Every group. */
        public static final GroupFilter NONE = new GroupFilter(
                Severity.INFORMATIONAL, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

        /** Those of at least this severity. */
        public static GroupFilter of(Severity least) {
            return new GroupFilter(least, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        }
    }

    /** Groups with an open alert: returns first, then by severity, then the newest first. */
    List<Group> groups(Scope scope, GroupFilter filter, Place after, int limit);

    /** The group as far as may be seen; empty where nothing of it is open there. */
    default Optional<Group> group(Scope scope, long number) {
        return group(scope, Optional.empty(), number);
    }

    /** The same, in one commune where it names one. */
    Optional<Group> group(Scope scope, Optional<Commune> commune, long number);

    /** In the order in which they were stored, after that sequence number; for notify and follow. */
    List<Numbered> after(Scope scope, long sequence, int limit);

    /** An alert that an exception hid until the decision of that line opened it. */
    record Opened(long line, Numbered alert) {}

    /** Those that decisions after that one opened, in the order of the decisions. */
    List<Opened> opened(Scope scope, long line, int limit);

    /** The sequence number of an alert; empty where there is none of that id in what may be seen. */
    OptionalLong sequence(Scope scope, String id);

    /** Sequence number of the alert stored last; 0 before the first. */
    long last();

    /** An alert with its place in the order of storing, which never changes. */
    record Numbered(long sequence, Alert alert) {}

    /** Keeps an alert that this exception hides, or counts one more of the same cause that it hid. */
    void except(Alert alert, long exception);

    Optional<Standing> standing(Scope scope, String id);

    /** Of several alerts, by id, of those that may be seen; at most a page of them. */
    Map<String, Standing> standings(Scope scope, List<String> ids);

    /**
     * Writes a decision as a line, to the audit log and to the ledger.
     *
     * @param version that which the author saw; empty decides whatever was decided meanwhile
     * @throws IllegalArgumentException where a comment, or a closing as {@link Closing#OTHER}, has no reason
     */
    Outcome decide(Scope scope, String id, OptionalLong version, Move move, Author author);

    /** {@link #decide(Scope, String, OptionalLong, Move, Author)} whatever was decided meanwhile. */
    default Outcome decide(Scope scope, String id, Move move, Author author) {
        return decide(scope, id, OptionalLong.empty(), move, author);
    }

    /** What was decided about an alert, in order. */
    List<Line> lines(Scope scope, String id);

    /** Number of the last line about any alert; 0 before the first. */
    long lastLine();

    /** What was decided about every alert, after the line with that number, in order. */
    List<Line> lines(long after, int limit);
}
