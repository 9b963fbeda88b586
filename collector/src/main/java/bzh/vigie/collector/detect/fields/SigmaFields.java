package bzh.vigie.collector.detect.fields;

import bzh.vigie.collector.detect.sigma.SigmaRecord;
import bzh.vigie.event.Account;
import bzh.vigie.event.Endpoint;
import bzh.vigie.event.Event;
import bzh.vigie.event.Item;
import bzh.vigie.event.ItemFields;
import bzh.vigie.event.Neighbour;
import bzh.vigie.event.Observed;
import bzh.vigie.event.ProcessKey;
import bzh.vigie.event.Sha256;
import bzh.vigie.event.WindowsEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Events as flat fields: the names of the Sigma taxonomy where it has one, the keys of an item for persistence, our own words
 * elsewhere. Every record has {@code kind} and {@code sensor} (the agent's source). A field that is unknown or empty is left
 * out; what the agent missed is listed in {@code missed} as {@code Field:why}.
 */
public final class SigmaFields {
    private SigmaFields() {}

    /** The record of an event; an item's has its own change and nothing of what the collector knows besides. */
    public static SigmaRecord of(Event event) {
        return switch (event) {
            case Event.ProcessStarted e -> started(e);
            case Event.ProcessStopped e -> {
                SigmaRecord.Builder to = begin(Kinds.PROCESS_STOPPED, e, "");
                key(to, "Process", Observed.known(e.process()));
                e.exitCode().ifPresent(code -> to.put("ExitCode", Integer.toString(code)));
                yield to.build();
            }
            case Event.Logon e -> logon(e);
            case Event.Flow e -> flow(e);
            case Event.Listener e -> {
                SigmaRecord.Builder to = begin(Kinds.LISTENER, e, "");
                program(to, e.process(), e.image());
                to.put("action", e.opened() ? "opened" : "closed").put("Protocol", ItemFields.word(e.transport()));
                yield endpoint(to, "Local", e.local()).build();
            }
            case Event.DnsAnswer e -> {
                SigmaRecord.Builder to = begin(Kinds.DNS_ANSWER, e, "");
                program(to, e.process(), e.image());
                yield to.ifAny("QueryName", e.query())
                        .ifAny("record_type", e.type())
                        .put("QueryResults", e.answers())
                        .build();
            }
            case Event.KernelCode e ->
                begin(Kinds.KERNEL_CODE, e, "")
                        .put("type", ItemFields.word(e.kind()))
                        .put("action", e.loaded() ? "loaded" : "unloaded")
                        .ifAny("name", e.name())
                        .ifAny("detail", e.detail())
                        .build();
            case Event.ProcessAccess e -> {
                SigmaRecord.Builder to = begin(Kinds.PROCESS_ACCESS, e, "");
                List<String> missed = new ArrayList<>();
                known(to, missed, "SourceImage", e.image());
                known(to, missed, "TargetImage", e.targetImage());
                key(to, "SourceProcess", e.process());
                key(to, "TargetProcess", e.target());
                yield to.put("missed", missed).build();
            }
            case Event.FileChange e ->
                begin(e.action() == Event.FileAction.DELETED ? Kinds.FILE_DELETION : Kinds.FILE_CHANGE, e, "")
                        .put("action", ItemFields.word(e.action()))
                        .put("TargetFilename", e.path())
                        .build();
            case Event.AccountChange e -> {
                SigmaRecord.Builder to = begin(Kinds.ACCOUNT_CHANGE, e, "").put("action", ItemFields.word(e.action()));
                account(to, "account", Optional.of(e.account()));
                account(to, "subject", e.subject());
                account(to, "group", e.group());
                yield to.ifAny("detail", e.detail()).build();
            }
            case Event.ItemSeen e -> item(e, e.change(), e.before(), Map.of());
            case Event.LocationRead e -> {
                var status = e.status();
                SigmaRecord.Builder to = begin(Kinds.LOCATION, e, "").put("location", status.location());
                account(to, "user", status.account());
                yield to.put("status", ItemFields.word(status.state()))
                        .put("reason", ItemFields.word(status.reason()))
                        .ifAny("detail", status.detail())
                        .put("items", Integer.toString(status.items()))
                        .put("trigger", ItemFields.word(status.trigger()))
                        .build();
            }
            case Event.LogRecord e -> logRecord(e);
            case Event.Coverage e -> {
                SigmaRecord.Builder to = begin(Kinds.COVERAGE, e, "").put("subject", e.subject());
                account(to, "account", e.account());
                yield to.put("state", ItemFields.word(e.state()))
                        .put("reason", ItemFields.word(e.reason()))
                        .ifAny("detail", e.detail())
                        .put("lost", Long.toString(e.lost()))
                        .build();
            }
            case Event.SourceState e ->
                begin(Kinds.SOURCE_STATE, e, "")
                        .put("state", ItemFields.word(e.state()))
                        .put("reason", ItemFields.word(e.reason()))
                        .ifAny("detail", e.detail())
                        .build();
            case Event.Loss e ->
                begin(Kinds.LOSS, e, "")
                        .put("lane", Integer.toString(e.lane()))
                        .put("events", Long.toString(e.events()))
                        .put("reason", ItemFields.word(e.reason()))
                        .ifAny("detail", e.detail())
                        .build();
            case Event.AgentState e ->
                begin(Kinds.AGENT_STATE, e, "")
                        .put("action", ItemFields.word(e.action()))
                        .put("start", ItemFields.word(e.start()))
                        .ifAny("version", e.version())
                        .ifAny("detail", e.detail())
                        .build();
            case Event.NeighboursSeen e -> neighbours(e);
            case Event.WatchlistCheck e -> watchlistCheck(e);
            // Who has an account stands in a table of its own, as long as it is so: not in the history too.
            case Event.DirectoryAccounts e ->
                begin(Kinds.DIRECTORY_ACCOUNTS, e, "")
                        .ifAny("domain", e.domain())
                        .ifAny("controller", e.controller())
                        .put("accounts", Integer.toString(e.accounts().size()))
                        .build();
        };
    }

    /** What was found is told under the names of the item or program itself, so that the same indicators are seen in it. */
    private static SigmaRecord watchlistCheck(Event.WatchlistCheck e) {
        SigmaRecord.Builder to = begin(Kinds.WATCHLIST_CHECK, e, "");
        switch (e.outcome()) {
            case Event.Checked.Taken taken -> to.put("action", "taken").put("items", Integer.toString(taken.entries()));
            case Event.Checked.Swept swept -> to.put("action", "swept").put("items", Integer.toString(swept.items()));
            case Event.Checked.ListedItem hit -> {
                to.put("action", "seen");
                ItemFields.of(hit.item()).forEach((name, value) -> put(to, name, value));
            }
            case Event.Checked.ListedProgram hit -> {
                to.put("action", "seen");
                program(
                        to,
                        Observed.known(hit.program().process()),
                        hit.program().image());
                hit.program().sha256().ifKnown().ifPresent(hash -> to.put("sha256", hash.hex()));
                hit.program().commandLine().ifKnown().ifPresent(line -> to.ifAny("CommandLine", line));
                hit.program().account().ifKnown().ifPresent(account -> to.ifAny("User", name(account)));
            }
        }
        return to.build();
    }

    /**
     * The record of a persistence item as the collector judges it.
     *
     * @param change what the collector makes of it, which may be more than the agent could know
     * @param before the item as it was; its keys begin with {@code before.}
     * @param more further fields, such as {@code prevalence}
     */
    public static SigmaRecord item(
            Event.ItemSeen event, Event.Change change, Optional<Item> before, Map<String, String> more) {
        SigmaRecord.Builder to =
                SigmaRecord.of(Kinds.logSource(Kinds.ITEM, event.item().os(), ""));
        to.put("kind", Kinds.ITEM).put("sensor", event.source()).put("change", ItemFields.word(change));
        ItemFields.of(event.item()).forEach((name, value) -> put(to, name, value));
        before.ifPresent(was -> ItemFields.of(was).forEach((name, value) -> put(to, "before." + name, value)));
        more.forEach(to::ifAny);
        return to.build();
    }

    /** The record of an event of a Windows log: its fields, and what {@code System} says under the names of {@link WindowsEvent}. */
    public static SigmaRecord windows(WindowsEvent event) {
        return WindowsFields.of(event.channel(), event.eventId(), event.system(), event.fields())
                .put("kind", Kinds.LOG_RECORD)
                .build();
    }

    private static void put(SigmaRecord.Builder to, String name, Object value) {
        if (value instanceof List<?> list) {
            to.put(name, list.stream().map(String::valueOf).toList());
        } else {
            to.ifAny(name, String.valueOf(value));
        }
    }

    private static SigmaRecord started(Event.ProcessStarted e) {
        SigmaRecord.Builder to = begin(Kinds.PROCESS_STARTED, e, "");
        List<String> missed = new ArrayList<>();
        known(to, missed, "Image", e.image());
        known(to, missed, "CommandLine", e.commandLine());
        known(to, missed, "ParentImage", e.parentImage());
        known(to, missed, "User", e.account().map(SigmaFields::name));
        e.account().ifKnown().ifPresent(account -> to.ifAny("UserId", account.id()));
        known(to, missed, "sha256", e.sha256().map(Sha256::hex));
        e.sha256().ifKnown().ifPresent(hash -> to.put("Hashes", "SHA256=" + hash.hex()));
        known(to, missed, "Signer", e.signer());
        // A package that is known and empty means that no package owns the image.
        e.packageName().ifKnown().ifPresent(name -> to.put("Package", name));
        key(to, "Process", Observed.known(e.process()));
        key(to, "ParentProcess", e.parent());
        to.put("AlreadyRunning", Boolean.toString(e.alreadyRunning()));
        to.put("Traits", e.traits().stream().map(ItemFields::word).sorted().toList());
        to.put("missed", missed);
        logged(to, e);
        if (product(e).equals("windows")) {
            WindowsActs.started(
                    e.image().ifKnown().orElse(""), e.commandLine().ifKnown().orElse(""), to);
        }
        return to.build();
    }

    /**
     * What an event log tells of the start besides: our own field of the same name stands, but for two that can be both, since rules look
     * for parts of them.
     */
    private static void logged(SigmaRecord.Builder to, Event.ProcessStarted e) {
        e.logged().forEach((name, value) -> {
            if (!to.has(name)) {
                to.ifAny(name, value);
            }
        });
        e.account()
                .ifKnown()
                .filter(ours -> e.logged().containsKey("User"))
                .ifPresent(ours -> to.put("User", List.of(name(ours), e.logged().getOrDefault("User", ""))));
        e.sha256()
                .ifKnown()
                .filter(ours -> e.logged().containsKey("Hashes"))
                .ifPresent(ours -> to.put(
                        "Hashes", List.of("SHA256=" + ours.hex(), e.logged().getOrDefault("Hashes", ""))));
    }

    private static SigmaRecord logon(Event.Logon e) {
        SigmaRecord.Builder to = begin(Kinds.LOGON, e, "");
        to.put("action", ItemFields.word(e.action())).put("type", ItemFields.word(e.type()));
        account(to, "account", Optional.of(e.account()));
        account(to, "subject", e.subject());
        to.ifAny("source_address", e.sourceAddress())
                .ifAny("session", e.session())
                .ifAny("method", e.method())
                .ifAny("key_fingerprint", e.keyFingerprint())
                .ifAny("detail", e.detail());
        key(to, "Process", e.process());
        return to.build();
    }

    private static SigmaRecord flow(Event.Flow e) {
        SigmaRecord.Builder to = begin(Kinds.FLOW, e, "");
        program(to, e.process(), e.image());
        boolean outbound = e.direction() == Event.Direction.OUTBOUND;
        to.put("Initiated", Boolean.toString(outbound)).put("Protocol", ItemFields.word(e.transport()));
        endpoint(to, outbound ? "Source" : "Destination", e.local());
        endpoint(to, outbound ? "Destination" : "Source", e.remote());
        e.bytesSent().ifPresent(bytes -> to.put("bytes_sent", Long.toString(bytes)));
        e.bytesReceived().ifPresent(bytes -> to.put("bytes_received", Long.toString(bytes)));
        return to.put("connections", Integer.toString(e.connections())).build();
    }

    private static SigmaRecord neighbours(Event.NeighboursSeen e) {
        List<String> addresses = new ArrayList<>();
        List<String> macs = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (Neighbour neighbour : e.neighbours()) {
            neighbour.address().ifPresent(address -> addresses.add(address.getHostAddress()));
            neighbour.mac().ifPresent(mac -> macs.add(mac.toString()));
            if (!neighbour.name().isEmpty()) {
                names.add(neighbour.name());
            }
        }
        return begin(Kinds.NEIGHBOURS, e, "")
                .put("neighbour_address", addresses)
                .put("neighbour_mac", macs)
                .put("neighbour_name", names)
                .build();
    }

    private static SigmaRecord logRecord(Event.LogRecord e) {
        if (product(e).equals("windows")) {
            SigmaRecord.Builder to = WindowsFields.of(e.channel(), Integer.toString(e.eventId()), e.fields());
            return to.put("kind", Kinds.LOG_RECORD)
                    .put("sensor", e.source())
                    .ifAny("Provider_Name", e.provider())
                    .put("EventRecordID", Long.toString(e.recordId()))
                    .build();
        }
        SigmaRecord.Builder to = begin(Kinds.LOG_RECORD, e, e.channel());
        to.ifAny("channel", e.channel()).ifAny("provider", e.provider());
        e.fields().forEach(to::put);
        return to.build();
    }

    private static SigmaRecord.Builder begin(String kind, Event event, String channel) {
        return SigmaRecord.of(Kinds.logSource(kind, product(event), channel))
                .put("kind", kind)
                .put("sensor", event.source());
    }

    /** The operating system: the first word of a source's id. */
    private static String product(Event event) {
        int dot = event.source().indexOf('.');
        return dot < 0 ? "" : event.source().substring(0, dot);
    }

    private static void program(SigmaRecord.Builder to, Observed<ProcessKey> process, Observed<String> image) {
        image.ifKnown().ifPresent(path -> to.ifAny("Image", path));
        key(to, "Process", process);
    }

    private static void known(SigmaRecord.Builder to, List<String> missed, String name, Observed<String> value) {
        switch (value) {
            case Observed.Known<String> known -> to.ifAny(name, known.value());
            case Observed.Missed<String> miss -> {
                if (miss.why() != Observed.Why.NOT_OFFERED) {
                    missed.add(name + ":" + ItemFields.word(miss.why()));
                }
            }
        }
    }

    private static void key(SigmaRecord.Builder to, String name, Observed<ProcessKey> key) {
        key.ifKnown().ifPresent(process -> {
            to.put(name + "Id", Integer.toString(process.pid()));
            to.put(name + "Key", process.bootId() + "/" + process.pid() + "/" + process.start());
        });
    }

    private static void account(SigmaRecord.Builder to, String name, Optional<Account> account) {
        account.ifPresent(who -> to.ifAny(name, name(who)).ifAny(name + "_id", who.id()));
    }

    private static String name(Account account) {
        return account.name().isEmpty() ? account.id() : account.name();
    }

    private static SigmaRecord.Builder endpoint(SigmaRecord.Builder to, String name, Endpoint endpoint) {
        return to.put(name + "Ip", endpoint.address().getHostAddress())
                .put(name + "Port", Integer.toString(endpoint.port()));
    }
}
