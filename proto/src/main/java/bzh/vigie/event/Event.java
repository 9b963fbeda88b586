package bzh.vigie.event;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Something a source of an agent saw on its host, one record per kind (DESIGN.md 5.3). Immutable. Fields that could not be
 * read in time are {@link Observed.Missed}, never empty.
 */
public sealed interface Event {
    /** When, on the host's clocks. */
    Moment at();

    /** Id of the source that saw it, such as {@code linux.process.connector}. */
    String source();

    /**
     * A process that started, or ({@code alreadyRunning}) was there when its source began to watch.
     *
     * @param logged what an event log tells of this start besides, by its names there; empty where none does
     * @param traits what the agent alone can say of the command
     */
    record ProcessStarted(
            Moment at,
            String source,
            ProcessKey process,
            Observed<ProcessKey> parent,
            Observed<String> parentImage,
            Observed<Account> account,
            Observed<String> image,
            Observed<String> commandLine,
            Observed<Sha256> sha256,
            Observed<String> signer,
            Observed<String> packageName,
            boolean alreadyRunning,
            Map<String, String> logged,
            Set<Item.Trait> traits)
            implements Event {
        /** How many entries {@code logged} has at most. */
        public static final int MOST_LOGGED = 64;

        public ProcessStarted {
            logged = Map.copyOf(logged);
            traits = Set.copyOf(traits);
        }

        /** One without traits. */
        public ProcessStarted(
                Moment at,
                String source,
                ProcessKey process,
                Observed<ProcessKey> parent,
                Observed<String> parentImage,
                Observed<Account> account,
                Observed<String> image,
                Observed<String> commandLine,
                Observed<Sha256> sha256,
                Observed<String> signer,
                Observed<String> packageName,
                boolean alreadyRunning,
                Map<String, String> logged) {
            this(
                    at,
                    source,
                    process,
                    parent,
                    parentImage,
                    account,
                    image,
                    commandLine,
                    sha256,
                    signer,
                    packageName,
                    alreadyRunning,
                    logged,
                    Set.of());
        }

        /** The same with that trait. */
        public ProcessStarted with(Item.Trait trait) {
            return new ProcessStarted(
                    at,
                    source,
                    process,
                    parent,
                    parentImage,
                    account,
                    image,
                    commandLine,
                    sha256,
                    signer,
                    packageName,
                    alreadyRunning,
                    logged,
                    Stream.concat(traits.stream(), Stream.of(trait)).collect(Collectors.toSet()));
        }

        /** One of which no log tells anything. */
        public ProcessStarted(
                Moment at,
                String source,
                ProcessKey process,
                Observed<ProcessKey> parent,
                Observed<String> parentImage,
                Observed<Account> account,
                Observed<String> image,
                Observed<String> commandLine,
                Observed<Sha256> sha256,
                Observed<String> signer,
                Observed<String> packageName,
                boolean alreadyRunning) {
            this(
                    at,
                    source,
                    process,
                    parent,
                    parentImage,
                    account,
                    image,
                    commandLine,
                    sha256,
                    signer,
                    packageName,
                    alreadyRunning,
                    Map.of());
        }
    }

    /** A process that ended. */
    record ProcessStopped(Moment at, String source, ProcessKey process, OptionalInt exitCode) implements Event {}

    /** A logon, a logoff or a failed logon; su and sudo are logons of the account whose rights are taken. */
    record Logon(
            Moment at,
            String source,
            LogonAction action,
            LogonType type,
            Account account,
            Optional<Account> subject,
            String sourceAddress,
            String session,
            String method,
            String keyFingerprint,
            Observed<ProcessKey> process,
            String detail)
            implements Event {}

    /** What a logon event says. */
    enum LogonAction {
        LOGON,
        LOGOFF,
        FAILED
    }

    /** How an account came in. */
    enum LogonType {
        INTERACTIVE,
        RDP,
        SSH,
        NETWORK,
        SERVICE,
        SU,
        SUDO,
        OTHER
    }

    /** Connections of one process between two endpoints, told at once and then every five minutes. */
    record Flow(
            Moment at,
            String source,
            Observed<ProcessKey> process,
            Observed<String> image,
            Transport transport,
            Endpoint local,
            Endpoint remote,
            Direction direction,
            OptionalLong bytesSent,
            OptionalLong bytesReceived,
            int connections,
            long periodMicros)
            implements Event {}

    /** TCP or UDP. */
    enum Transport {
        TCP,
        UDP
    }

    /** Who opened a connection: this host (outbound) or the other one. */
    enum Direction {
        OUTBOUND,
        INBOUND
    }

    /** A port on which a process began ({@code opened}) or ceased to listen. */
    record Listener(
            Moment at,
            String source,
            boolean opened,
            Observed<ProcessKey> process,
            Observed<String> image,
            Transport transport,
            Endpoint local)
            implements Event {}

    /** An answer to a DNS query. */
    record DnsAnswer(
            Moment at,
            String source,
            Observed<ProcessKey> process,
            Observed<String> image,
            String query,
            String type,
            List<String> answers)
            implements Event {
        public DnsAnswer {
            answers = List.copyOf(answers);
        }
    }

    /**
     * Code that the kernel took in or let go: a module, or an eBPF program.
     *
     * @param name of the module, or of the program (at most 15 characters, often empty)
     * @param detail the type of an eBPF program and its tag; empty for a module
     */
    record KernelCode(Moment at, String source, KernelCodeKind kind, boolean loaded, String name, String detail)
            implements Event {}

    /** Kind of code that runs in the kernel. */
    enum KernelCodeKind {
        MODULE,
        BPF
    }

    /**
     * A process that began to trace another, whose memory and registers it may now read and write (ptrace(2)).
     *
     * @param process the tracer
     */
    record ProcessAccess(
            Moment at,
            String source,
            Observed<ProcessKey> process,
            Observed<String> image,
            Observed<ProcessKey> target,
            Observed<String> targetImage)
            implements Event {}

    /** A file of a watched folder that was made, written or taken away. */
    record FileChange(Moment at, String source, FileAction action, String path) implements Event {}

    /** What became of a file. */
    enum FileAction {
        CREATED,
        MODIFIED,
        DELETED
    }

    /** What a log of the host says was done to an account. */
    record AccountChange(
            Moment at,
            String source,
            AccountAction action,
            Account account,
            Optional<Account> subject,
            Optional<Account> group,
            String detail)
            implements Event {}

    /** What was done to an account. */
    enum AccountAction {
        CREATED,
        DELETED,
        CHANGED,
        PASSWORD_SET,
        ADDED_TO_GROUP,
        REMOVED_FROM_GROUP
    }

    /** A persistence item as one reading ({@link LocationRead#reading}) of its location found it. */
    record ItemSeen(Moment at, String source, Change change, Item item, Optional<Item> before, long reading)
            implements Event {}

    /** How an item stands against the reading before. */
    enum Change {
        /** In a complete listing: says nothing about before. */
        PRESENT,
        ADDED,
        CHANGED,
        REMOVED,
        /** There because the catalogue, a parser, the fingerprint's version or a right to read changed. */
        NEWLY_VISIBLE
    }

    /**
     * The end of one reading of one location for one account; its items come before it.
     *
     * @param completeListing every item was listed as present: what was not listed is no longer there
     * @param digest over key and fingerprint of all items there now
     */
    record LocationRead(
            Moment at, String source, LocationStatus status, long reading, boolean completeListing, Sha256 digest)
            implements Event {}

    /** A record of a log that no other kind covers. */
    record LogRecord(
            Moment at,
            String source,
            String channel,
            String provider,
            int eventId,
            long recordId,
            Map<String, String> fields)
            implements Event {
        /**
         * The name of a field that says that the record is told as a start of a process as well, so that what is about starts of
         * processes does not take both. No field of an event itself has it.
         */
        public static final String TOLD_AS_START = "ToldAsStart";

        public LogRecord {
            fields = Map.copyOf(fields);
        }
    }

    /**
     * One stretch of time of one source or of one location and account, at each change of state and hourly.
     *
     * @param subject a source id, a location id, or what {@link #passOf} gives: one full pass, from its beginning to its end
     * @param fromWallMicros start, microseconds since 1970 UTC on the host's clock
     * @param lengthMicros length on the monotonic clock
     * @param digest of a pass: {@link InventoryDigest} over all places as it left them, so that what was told of them is confirmed; empty
     *     elsewhere, and where something of the pass is not told yet
     */
    record Coverage(
            Moment at,
            String source,
            String subject,
            Optional<Account> account,
            long fromWallMicros,
            long toWallMicros,
            long lengthMicros,
            WatchState state,
            ReasonCode reason,
            String detail,
            long events,
            long lost,
            Optional<Sha256> digest)
            implements Event {
        private static final String PASS = ".pass";

        /** One that is no pass, or a pass that confirms nothing. */
        public Coverage(
                Moment at,
                String source,
                String subject,
                Optional<Account> account,
                long fromWallMicros,
                long toWallMicros,
                long lengthMicros,
                WatchState state,
                ReasonCode reason,
                String detail,
                long events,
                long lost) {
            this(
                    at,
                    source,
                    subject,
                    account,
                    fromWallMicros,
                    toWallMicros,
                    lengthMicros,
                    state,
                    reason,
                    detail,
                    events,
                    lost,
                    Optional.empty());
        }

        /** The subject of a stretch that is one full pass of an inventory: every place was read once, as far as it can be. */
        public static String passOf(String source) {
            return source + PASS;
        }

        /** Whether it is one full pass of the inventory that tells it. */
        public boolean isPass() {
            return account.isEmpty() && subject.equals(passOf(source));
        }
    }

    /** How {@link #source} watches from now on; the detail says what is not seen and what to do. */
    record SourceState(Moment at, String source, WatchState state, ReasonCode reason, String detail) implements Event {}

    /** Events that were dropped, by source (invariant 3). */
    record Loss(
            Moment at,
            String source,
            int lane,
            long fromNumber,
            long toNumber,
            List<SourceCount> sources,
            ReasonCode reason,
            String detail)
            implements Event {
        public Loss {
            sources = List.copyOf(sources);
        }

        /** How many events were dropped in all. */
        public long events() {
            return sources.stream().mapToLong(SourceCount::events).sum();
        }
    }

    /** The agent's own life, and what its host went through. */
    record AgentState(Moment at, String source, AgentAction action, StartKind start, String version, String detail)
            implements Event {}

    /** What the agent did or met. */
    enum AgentAction {
        STARTED,
        STOPPING,
        ROLLED_BACK,
        NEW_EPOCH,
        CLOCK_CHANGED,
        SUSPENDED,
        RESUMED,
        DEGRADED,
        RECOVERED,
        /** An administrator of the host let it look for specimens of its own, which are not told. */
        SELFTEST,
        /** Before this start the host was shut down in good order. */
        SHUT_DOWN,
        /** Before this start the host stopped without being shut down: power cut, crash, reset. */
        UNEXPECTED_SHUTDOWN,
        /** Another user has the console; the session of the one before goes on (fast user switching). */
        USER_SWITCHED,
        /** A user's session began, ended, was disconnected, taken up again, locked or unlocked; logons are events of their own. */
        SESSION_CHANGED,
        /** The last word of an agent that is removed from its host: how, and by whom. */
        UNINSTALLED,
        /** Its process did not run for as long as the detail says though its machine did: stopped, frozen, debugged. */
        FROZEN,
        /** Its collector's name leads to where no collector is, and the address that it led to before still to the collector. */
        MISDIRECTED
    }

    /** How the host, or the agent alone, came up. */
    enum StartKind {
        COLD,
        FAST_STARTUP,
        RESUME,
        SAME_BOOT
    }

    /** Machines seen from the host without anything being sent to look for them: new ones, and each still there once a day. */
    record NeighboursSeen(Moment at, String source, List<Neighbour> neighbours) implements Event {
        public NeighboursSeen {
            neighbours = List.copyOf(neighbours);
        }
    }

    /**
     * Accounts of a domain's directory, as the agent read them that was chosen for it: one part of a reading.
     *
     * @param domain DNS name in lower case
     * @param controller DNS name of the controller that was asked; empty where it did not say
     * @param reading the same for all parts of one reading
     * @param after the reading since which accounts changed that are told; 0 where every account is told
     * @param part from 0 on, without a gap
     * @param accounts at most {@value #MOST_ACCOUNTS}
     * @param end of the last part: {@link ReasonCode#NONE} where all was told, else why the rest was not
     */
    record DirectoryAccounts(
            Moment at,
            String source,
            String domain,
            String controller,
            long reading,
            long after,
            int part,
            List<DirectoryAccount> accounts,
            Optional<ReasonCode> end)
            implements Event {
        /** How many a part has at most. */
        public static final int MOST_ACCOUNTS = 256;

        public DirectoryAccounts {
            accounts = List.copyOf(accounts);
        }

        /** Whether every account is told. */
        public boolean isWhole() {
            return after == 0;
        }
    }

    /**
     * What the agent did with the watchlist that a collector gave it to check by itself.
     *
     * @param list which one: SHA-256 over its salt and entries
     */
    record WatchlistCheck(Moment at, String source, Sha256 list, Checked outcome) implements Event {}

    /** What became of such a list. */
    sealed interface Checked {
        /** It is compared from now on; one of 0 entries takes the list back. */
        record Taken(int entries) implements Checked {}

        /** An item of the host is on the list, which may be one that is told only as a count and a digest. */
        record ListedItem(WatchlistEntry entry, Item item) implements Checked {}

        /** A program that started is on the list; its moment and source are those of the event around it. */
        record ListedProgram(WatchlistEntry entry, ProcessStarted program) implements Checked {}

        /**
         * A full pass that began with this list is over.
         *
         * @param request 1 to 64 characters: what asked for it
         * @param items compared, those that are told only as count and digest among them
         * @param places kinds of places
         * @param unreadPlaces of them not or not wholly read
         * @param untold hits that were not told because there were too many
         */
        record Swept(String request, int items, int places, int unreadPlaces, int untold) implements Checked {}
    }
}
