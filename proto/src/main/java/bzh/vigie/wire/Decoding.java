package bzh.vigie.wire;

import bzh.vigie.event.Account;
import bzh.vigie.event.Endpoint;
import bzh.vigie.event.Event;
import bzh.vigie.event.Item;
import bzh.vigie.event.ItemTimes;
import bzh.vigie.event.LocationStatus;
import bzh.vigie.event.MacAddress;
import bzh.vigie.event.Moment;
import bzh.vigie.event.Neighbour;
import bzh.vigie.event.Observed;
import bzh.vigie.event.ProcessKey;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.Sha256;
import bzh.vigie.event.SourceCount;
import bzh.vigie.event.WatchState;
import bzh.vigie.v1.ObservedAccount;
import bzh.vigie.v1.ObservedProcess;
import bzh.vigie.v1.ObservedSha256;
import bzh.vigie.v1.ObservedText;
import com.google.protobuf.ByteString;
import com.google.protobuf.ProtocolMessageEnum;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** Generated messages to records. Every refusal is an {@link IllegalArgumentException} that names the field. */
final class Decoding {
    private final String bootId;

    Decoding(String bootId) {
        this.bootId = bootId;
    }

    Event event(bzh.vigie.v1.Event e) {
        Moment at = new Moment(
                Moment.instant(micros(e.getWallMicros())),
                bootId,
                atLeastZero("monotonic_micros", e.getMonotonicMicros()));
        String source = text("source", e.getSource(), Bounds.ID);
        return switch (e.getKindCase()) {
            case PROCESS_STARTED -> processStarted(at, source, e.getProcessStarted());
            case PROCESS_STOPPED -> {
                var p = e.getProcessStopped();
                yield new Event.ProcessStopped(
                        at,
                        source,
                        process(p.getProcess()),
                        p.hasExitCode() ? OptionalInt.of(p.getExitCode()) : OptionalInt.empty());
            }
            case LOGON -> logon(at, source, e.getLogon());
            case FLOW -> flow(at, source, e.getFlow());
            case LISTENER -> {
                var l = e.getListener();
                yield new Event.Listener(
                        at,
                        source,
                        l.getOpened(),
                        observedProcess(l.getProcess()),
                        observedText("image", l.getImage()),
                        constant("transport", Event.Transport.class, l.getTransport()),
                        endpoint(l.getLocal()));
            }
            case DNS_ANSWER -> {
                var d = e.getDnsAnswer();
                yield new Event.DnsAnswer(
                        at,
                        source,
                        observedProcess(d.getProcess()),
                        observedText("image", d.getImage()),
                        text("query", d.getQuery(), Bounds.TEXT),
                        text("type", d.getType(), Bounds.ID),
                        texts("answers", d.getAnswersList()));
            }
            case KERNEL_CODE -> {
                var k = e.getKernelCode();
                yield new Event.KernelCode(
                        at,
                        source,
                        constant("kind", Event.KernelCodeKind.class, k.getKind()),
                        k.getLoaded(),
                        text("name", k.getName(), Bounds.TEXT),
                        text("detail", k.getDetail(), Bounds.TEXT));
            }
            case PROCESS_ACCESS -> {
                var p = e.getProcessAccess();
                yield new Event.ProcessAccess(
                        at,
                        source,
                        observedProcess(p.getProcess()),
                        observedText("image", p.getImage()),
                        observedProcess(p.getTarget()),
                        observedText("target_image", p.getTargetImage()));
            }
            case FILE_CHANGE -> {
                var f = e.getFileChange();
                yield new Event.FileChange(
                        at,
                        source,
                        constant("action", Event.FileAction.class, f.getAction()),
                        text("path", f.getPath(), Bounds.TEXT));
            }
            case ACCOUNT_CHANGE -> {
                var a = e.getAccountChange();
                yield new Event.AccountChange(
                        at,
                        source,
                        constant("action", Event.AccountAction.class, a.getAction()),
                        account(a.getAccount()),
                        a.hasSubject() ? Optional.of(account(a.getSubject())) : Optional.empty(),
                        a.hasGroup() ? Optional.of(account(a.getGroup())) : Optional.empty(),
                        text("detail", a.getDetail(), Bounds.TEXT));
            }
            case ITEM_SEEN -> {
                var i = e.getItemSeen();
                yield new Event.ItemSeen(
                        at,
                        source,
                        constant("change", Event.Change.class, i.getChange()),
                        Fields.item(i.getItem()),
                        i.hasBefore() ? Optional.of(Fields.item(i.getBefore())) : Optional.empty(),
                        i.getReading());
            }
            case LOCATION_READ -> {
                var r = e.getLocationRead();
                yield new Event.LocationRead(
                        at,
                        source,
                        status(r.getStatus()),
                        r.getReading(),
                        r.getCompleteListing(),
                        sha256("digest", r.getDigest()));
            }
            case LOG_RECORD -> logRecord(at, source, e.getLogRecord());
            case COVERAGE -> {
                var c = e.getCoverage();
                yield new Event.Coverage(
                        at,
                        source,
                        text("subject", c.getSubject(), Bounds.ID),
                        c.hasAccount() ? Optional.of(account(c.getAccount())) : Optional.empty(),
                        micros(c.getFromWallMicros()),
                        micros(c.getToWallMicros()),
                        atLeastZero("length_micros", c.getLengthMicros()),
                        constant("state", WatchState.class, c.getState()),
                        constant("reason", ReasonCode.class, c.getReason()),
                        detail(c.getDetail()),
                        atLeastZero("events", c.getEvents()),
                        atLeastZero("lost", c.getLost()),
                        c.getDigest().isEmpty() ? Optional.empty() : Optional.of(sha256("digest", c.getDigest())));
            }
            case SOURCE_STATE -> {
                var s = e.getSourceState();
                yield new Event.SourceState(
                        at,
                        source,
                        constant("state", WatchState.class, s.getState()),
                        constant("reason", ReasonCode.class, s.getReason()),
                        detail(s.getDetail()));
            }
            case LOSS -> loss(at, source, e.getLoss());
            case AGENT_STATE -> {
                var s = e.getAgentState();
                yield new Event.AgentState(
                        at,
                        source,
                        constant("action", Event.AgentAction.class, s.getAction()),
                        constant("start", Event.StartKind.class, s.getStart()),
                        text("version", s.getVersion(), Bounds.ID),
                        text("detail", s.getDetail(), Bounds.TEXT));
            }
            case NEIGHBOURS_SEEN -> new Event.NeighboursSeen(at, source, neighbours(e.getNeighboursSeen()));
            case WATCHLIST_CHECK -> {
                var c = e.getWatchlistCheck();
                yield new Event.WatchlistCheck(
                        at, source, sha256("list", c.getList()), WatchlistChecks.decoded(c, at, source, this));
            }
            case DIRECTORY_ACCOUNTS -> DirectoryParts.decoded(e.getDirectoryAccounts(), at, source);
            case KIND_NOT_SET ->
                throw new IllegalArgumentException("kind is not set, or is one that this version does not know");
        };
    }

    Event.ProcessStarted processStarted(Moment at, String source, bzh.vigie.v1.ProcessStarted p) {
        return new Event.ProcessStarted(
                at,
                source,
                process(p.getProcess()),
                observedProcess(p.getParent()),
                observedText("parent_image", p.getParentImage()),
                observedAccount(p.getAccount()),
                observedText("image", p.getImage()),
                observedText("command_line", p.getCommandLine()),
                observedSha256(p.getSha256()),
                observedText("signer", p.getSigner()),
                observedText("package", p.getPackage()),
                p.getAlreadyRunning(),
                Fields.checked("logged", p.getLoggedMap(), Event.ProcessStarted.MOST_LOGGED),
                traits(p.getTraitsList()));
    }

    private Event logon(Moment at, String source, bzh.vigie.v1.Logon l) {
        return new Event.Logon(
                at,
                source,
                constant("action", Event.LogonAction.class, l.getAction()),
                constant("type", Event.LogonType.class, l.getType()),
                account(l.getAccount()),
                l.hasSubject() ? Optional.of(account(l.getSubject())) : Optional.empty(),
                text("source_address", l.getSourceAddress(), Bounds.TEXT),
                text("session", l.getSession(), Bounds.TEXT),
                text("method", l.getMethod(), Bounds.TEXT),
                text("key_fingerprint", l.getKeyFingerprint(), Bounds.TEXT),
                observedProcess(l.getProcess()),
                text("detail", l.getDetail(), Bounds.TEXT));
    }

    private Event flow(Moment at, String source, bzh.vigie.v1.Flow f) {
        if (f.getConnections() < 0) {
            throw new IllegalArgumentException("connections is over 2^31");
        }
        return new Event.Flow(
                at,
                source,
                observedProcess(f.getProcess()),
                observedText("image", f.getImage()),
                constant("transport", Event.Transport.class, f.getTransport()),
                endpoint(f.getLocal()),
                endpoint(f.getRemote()),
                constant("direction", Event.Direction.class, f.getDirection()),
                f.hasBytesSent() ? OptionalLong.of(f.getBytesSent()) : OptionalLong.empty(),
                f.hasBytesReceived() ? OptionalLong.of(f.getBytesReceived()) : OptionalLong.empty(),
                f.getConnections(),
                atLeastZero("period_micros", f.getPeriodMicros()));
    }

    private static Event logRecord(Moment at, String source, bzh.vigie.v1.LogRecord r) {
        return new Event.LogRecord(
                at,
                source,
                text("channel", r.getChannel(), Bounds.TEXT),
                text("provider", r.getProvider(), Bounds.TEXT),
                r.getEventId(),
                r.getRecordId(),
                Fields.checked("fields", r.getFieldsMap(), Bounds.LIST));
    }

    private static String detail(String told) {
        return Encoding.cut(text("detail", told, Bounds.TEXT), Bounds.DETAIL);
    }

    private static Event loss(Moment at, String source, bzh.vigie.v1.Loss l) {
        if (l.getLane() < 0 || l.getLane() > 3) {
            throw new IllegalArgumentException("lane is " + l.getLane() + ", at most 3");
        }
        if (l.getSourcesCount() > Bounds.LIST) {
            throw new IllegalArgumentException("sources has more than " + Bounds.LIST + " entries");
        }
        List<SourceCount> counts = new ArrayList<>(l.getSourcesCount());
        for (var count : l.getSourcesList()) {
            counts.add(new SourceCount(
                    text("source", count.getSource(), Bounds.ID),
                    atLeastZero("events", count.getEvents()),
                    micros(count.getFirstWallMicros()),
                    micros(count.getLastWallMicros())));
        }
        return new Event.Loss(
                at,
                source,
                l.getLane(),
                atLeastZero("from_number", l.getFromNumber()),
                atLeastZero("to_number", l.getToNumber()),
                counts,
                constant("reason", ReasonCode.class, l.getReason()),
                detail(l.getDetail()));
    }

    private static LocationStatus status(bzh.vigie.v1.LocationStatus s) {
        ReasonCode[] reasons = ReasonCode.values();
        if (s.getReason() < 1 || s.getReason() > reasons.length) {
            throw new IllegalArgumentException("reason has the number " + s.getReason());
        }
        return new LocationStatus(
                Fields.location(s.getLocation()),
                optionalAccount(s.getAccountId(), s.getUser()),
                constant("state", LocationStatus.State.class, s.getState()),
                reasons[s.getReason() - 1],
                text("detail", s.getDetail(), Bounds.TEXT),
                text("reader", s.getReader(), Bounds.ID),
                Math.toIntExact(atLeastZero("items", s.getItems())),
                atLeastZero("bytes", s.getBytes()),
                micros(s.getStartedWallMicros()),
                atLeastZero("duration_micros", s.getDurationMicros()),
                constant("trigger", LocationStatus.Trigger.class, s.getTrigger()),
                s.getCatalogueVersion(),
                s.getShippedDigest().isEmpty()
                        ? Optional.empty()
                        : Optional.of(new LocationStatus.AsShipped(
                                Math.toIntExact(atLeastZero("shipped_items", s.getShippedItems())),
                                sha256("shipped_digest", s.getShippedDigest()))));
    }

    private static OptionalLong micros(boolean told, long micros) {
        return told ? OptionalLong.of(micros(micros)) : OptionalLong.empty();
    }

    static Item item(bzh.vigie.v1.Item i) {
        return new Item(
                text("location", i.getLocation(), Bounds.ID),
                texts("techniques", i.getTechniquesList()),
                text("os", i.getOs(), Bounds.ID),
                optionalAccount(i.getAccountId(), i.getUser()),
                text("name", i.getName(), Bounds.TEXT),
                text("value", i.getValue(), Bounds.TEXT),
                text("item.source", i.getSource(), Bounds.TEXT),
                text("target", i.getTarget(), Bounds.TEXT),
                i.getSha256().isEmpty() ? Optional.empty() : Optional.of(new Sha256(i.getSha256())),
                text("signer", i.getSigner(), Bounds.TEXT),
                constant("signature", Item.Signature.class, i.getSignature()),
                text("package", i.getPackage(), Bounds.TEXT),
                constant("shipped", Item.Shipped.class, i.getShipped()),
                i.getEnabled(),
                new ItemTimes(
                        micros(i.hasModifiedMicros(), i.getModifiedMicros()),
                        micros(i.hasLastLogonMicros(), i.getLastLogonMicros()),
                        micros(i.hasPasswordSetMicros(), i.getPasswordSetMicros()),
                        text("starts", i.getStarts(), Bounds.TEXT)),
                texts("resolved", i.getResolvedList()),
                text("replaceable_by", i.getReplaceableBy(), Bounds.TEXT),
                text("authentihash", i.getAuthentihash(), Bounds.TEXT),
                text("imphash", i.getImphash(), Bounds.TEXT),
                text("tlsh", i.getTlsh(), Bounds.TEXT),
                text("original_name", i.getOriginalName(), Bounds.TEXT),
                text("pdb", i.getPdb(), Bounds.TEXT),
                text("build", i.getBuild(), Bounds.TEXT),
                texts("observables", i.getObservablesList()),
                traits(i.getTraitsList()));
    }

    private static Set<Item.Trait> traits(List<String> names) {
        if (names.size() > Bounds.LIST) {
            throw new IllegalArgumentException("traits has more than " + Bounds.LIST + " entries");
        }
        Set<Item.Trait> traits = EnumSet.noneOf(Item.Trait.class);
        names.forEach(name -> traits.add(constant("traits", Item.Trait.class, name)));
        return traits;
    }

    private ProcessKey process(bzh.vigie.v1.ProcessKey key) {
        return new ProcessKey(
                key.getBootId().isEmpty() ? bootId : text("process.boot_id", key.getBootId(), 64),
                key.getPid(),
                key.getStart());
    }

    private static Account account(bzh.vigie.v1.Account account) {
        return new Account(
                text("account.id", account.getId(), Bounds.ACCOUNT),
                text("account.name", account.getName(), Bounds.ACCOUNT));
    }

    private static Optional<Account> optionalAccount(String id, String name) {
        return id.isEmpty() && name.isEmpty()
                ? Optional.empty()
                : Optional.of(new Account(text("account_id", id, Bounds.ACCOUNT), text("user", name, Bounds.ACCOUNT)));
    }

    private static List<Neighbour> neighbours(bzh.vigie.v1.NeighboursSeen seen) {
        int count = seen.getNeighboursCount();
        if (count == 0 || count > Bounds.LIST) {
            throw new IllegalArgumentException("neighbours has " + count + " entries, must be 1 to " + Bounds.LIST);
        }
        List<Neighbour> neighbours = new ArrayList<>(count);
        for (var n : seen.getNeighboursList()) {
            neighbours.add(new Neighbour(
                    constant("origin", Neighbour.Origin.class, n.getOrigin()),
                    n.getAddress().isEmpty() ? Optional.empty() : Optional.of(address(n.getAddress())),
                    n.getMac().isEmpty()
                            ? Optional.empty()
                            : Optional.of(MacAddress.of(n.getMac().toByteArray())),
                    text("name", n.getName(), Neighbour.LONGEST_NAME),
                    micros(n.getFirstWallMicros()),
                    micros(n.getLastWallMicros())));
        }
        return neighbours;
    }

    private static Endpoint endpoint(bzh.vigie.v1.Endpoint endpoint) {
        return new Endpoint(address(endpoint.getAddress()), endpoint.getPort());
    }

    private static InetAddress address(ByteString bytes) {
        try {
            return InetAddress.getByAddress(bytes.toByteArray());
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("address must be 4 or 16 bytes", e);
        }
    }

    private static Observed<String> observedText(String field, ObservedText seen) {
        return switch (seen.getSeenCase()) {
            case VALUE -> Observed.known(text(field, seen.getValue(), Bounds.TEXT));
            case MISSED -> Observed.missed(constant(field, Observed.Why.class, seen.getMissed()));
            case SEEN_NOT_SET -> throw notSet(field);
        };
    }

    private static Observed<Sha256> observedSha256(ObservedSha256 seen) {
        return switch (seen.getSeenCase()) {
            case VALUE -> Observed.known(sha256("sha256", seen.getValue()));
            case MISSED -> Observed.missed(constant("sha256", Observed.Why.class, seen.getMissed()));
            case SEEN_NOT_SET -> throw notSet("sha256");
        };
    }

    private Observed<ProcessKey> observedProcess(ObservedProcess seen) {
        return switch (seen.getSeenCase()) {
            case VALUE -> Observed.known(process(seen.getValue()));
            case MISSED -> Observed.missed(constant("process", Observed.Why.class, seen.getMissed()));
            case SEEN_NOT_SET -> throw notSet("process");
        };
    }

    private static Observed<Account> observedAccount(ObservedAccount seen) {
        return switch (seen.getSeenCase()) {
            case VALUE -> Observed.known(account(seen.getValue()));
            case MISSED -> Observed.missed(constant("account", Observed.Why.class, seen.getMissed()));
            case SEEN_NOT_SET -> throw notSet("account");
        };
    }

    static IllegalArgumentException notSet(String field) {
        return new IllegalArgumentException(field + " is neither known nor missed");
    }

    private static Sha256 sha256(String field, ByteString bytes) {
        if (bytes.size() != 32) {
            throw new IllegalArgumentException(field + " has " + bytes.size() + " bytes, must be 32");
        }
        return Sha256.of(bytes.toByteArray());
    }

    /** A constant from its number on the wire: ordinal plus one. */
    static <E extends Enum<E>> E constant(String field, Class<E> type, ProtocolMessageEnum wire) {
        E[] constants = type.getEnumConstants();
        int number = wire.toString().equals("UNRECOGNIZED") ? 0 : wire.getNumber();
        if (number < 1 || number > constants.length) {
            throw new IllegalArgumentException(field + " has no value that this version knows");
        }
        return constants[number - 1];
    }

    /** A constant from its name on the wire. The refusal leaves the name out: it is foreign text of any length. */
    private static <E extends Enum<E>> E constant(String field, Class<E> type, String name) {
        for (E each : type.getEnumConstants()) {
            if (each.name().equals(name)) {
                return each;
            }
        }
        throw new IllegalArgumentException(field + " has no value that this version knows");
    }

    private static long atLeastZero(String field, long value) {
        if (value < 0) {
            throw new IllegalArgumentException(field + " is over its bound");
        }
        return value;
    }

    /** A wall clock that {@link java.time.Instant} can hold: years 0 to 9999, so that arithmetic on it never overflows. */
    static long micros(long value) {
        if (value < -62_167_219_200_000_000L || value > 253_402_300_799_999_999L) {
            throw new IllegalArgumentException("wall clock is outside the years 0 to 9999");
        }
        return value;
    }

    private static List<String> texts(String field, List<String> list) {
        if (list.size() > Bounds.LIST) {
            throw new IllegalArgumentException(field + " has more than " + Bounds.LIST + " entries");
        }
        list.forEach(entry -> text(field, entry, Bounds.TEXT));
        return List.copyOf(list);
    }

    static String text(String field, String text, int max) {
        if (text.length() > max) {
            throw new IllegalArgumentException(field + " has " + text.length() + " characters, at most " + max);
        }
        return text;
    }
}
