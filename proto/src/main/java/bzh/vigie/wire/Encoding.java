package bzh.vigie.wire;

import bzh.vigie.event.Account;
import bzh.vigie.event.Endpoint;
import bzh.vigie.event.Event;
import bzh.vigie.event.Item;
import bzh.vigie.event.LocationStatus;
import bzh.vigie.event.Neighbour;
import bzh.vigie.event.Observed;
import bzh.vigie.event.ProcessKey;
import bzh.vigie.event.Sha256;
import bzh.vigie.event.SourceCount;
import bzh.vigie.v1.AccountAction;
import bzh.vigie.v1.AccountChange;
import bzh.vigie.v1.AgentAction;
import bzh.vigie.v1.AgentState;
import bzh.vigie.v1.Change;
import bzh.vigie.v1.Coverage;
import bzh.vigie.v1.Direction;
import bzh.vigie.v1.DnsAnswer;
import bzh.vigie.v1.FileAction;
import bzh.vigie.v1.FileChange;
import bzh.vigie.v1.Flow;
import bzh.vigie.v1.ItemSeen;
import bzh.vigie.v1.KernelCode;
import bzh.vigie.v1.KernelCodeKind;
import bzh.vigie.v1.Listener;
import bzh.vigie.v1.LocationRead;
import bzh.vigie.v1.LocationState;
import bzh.vigie.v1.LogRecord;
import bzh.vigie.v1.Logon;
import bzh.vigie.v1.LogonAction;
import bzh.vigie.v1.LogonType;
import bzh.vigie.v1.Loss;
import bzh.vigie.v1.Missed;
import bzh.vigie.v1.NeighbourOrigin;
import bzh.vigie.v1.NeighboursSeen;
import bzh.vigie.v1.ObservedAccount;
import bzh.vigie.v1.ObservedProcess;
import bzh.vigie.v1.ObservedSha256;
import bzh.vigie.v1.ObservedText;
import bzh.vigie.v1.ProcessAccess;
import bzh.vigie.v1.ProcessStarted;
import bzh.vigie.v1.ProcessStopped;
import bzh.vigie.v1.ReasonCode;
import bzh.vigie.v1.SourceState;
import bzh.vigie.v1.StartKind;
import bzh.vigie.v1.Transport;
import bzh.vigie.v1.Trigger;
import bzh.vigie.v1.WatchState;
import com.google.protobuf.ByteString;
import java.util.List;

/**
 * Records to generated messages. An enum constant's number on the wire is its ordinal plus one, in every enum, since zero
 * stands for unspecified: {@code WireEnumsTest} holds the names of both sides together.
 */
final class Encoding {
    private final String bootId;

    Encoding(String bootId) {
        this.bootId = bootId;
    }

    bzh.vigie.v1.Event event(Event event) {
        var out = bzh.vigie.v1.Event.newBuilder()
                .setWallMicros(event.at().wallMicros())
                .setMonotonicMicros(event.at().monotonicMicros())
                .setSource(cut(event.source(), Bounds.ID));
        switch (event) {
            case Event.ProcessStarted e -> out.setProcessStarted(processStarted(e));
            case Event.ProcessStopped e -> out.setProcessStopped(processStopped(e));
            case Event.Logon e -> out.setLogon(logon(e));
            case Event.Flow e -> out.setFlow(flow(e));
            case Event.Listener e -> out.setListener(listener(e));
            case Event.DnsAnswer e -> out.setDnsAnswer(dnsAnswer(e));
            case Event.KernelCode e ->
                out.setKernelCode(KernelCode.newBuilder()
                        .setKind(KernelCodeKind.forNumber(number(e.kind())))
                        .setLoaded(e.loaded())
                        .setName(text(e.name()))
                        .setDetail(text(e.detail())));
            case Event.ProcessAccess e ->
                out.setProcessAccess(ProcessAccess.newBuilder()
                        .setProcess(observedProcess(e.process()))
                        .setImage(observedText(e.image()))
                        .setTarget(observedProcess(e.target()))
                        .setTargetImage(observedText(e.targetImage())));
            case Event.FileChange e ->
                out.setFileChange(FileChange.newBuilder()
                        .setAction(FileAction.forNumber(number(e.action())))
                        .setPath(text(e.path())));
            case Event.AccountChange e -> out.setAccountChange(accountChange(e));
            case Event.ItemSeen e -> out.setItemSeen(itemSeen(e));
            case Event.LocationRead e -> out.setLocationRead(locationRead(e));
            case Event.LogRecord e -> out.setLogRecord(logRecord(e));
            case Event.Coverage e -> out.setCoverage(coverage(e));
            case Event.SourceState e ->
                out.setSourceState(SourceState.newBuilder()
                        .setState(WatchState.forNumber(number(e.state())))
                        .setReason(ReasonCode.forNumber(number(e.reason())))
                        .setDetail(cut(e.detail(), Bounds.DETAIL)));
            case Event.Loss e -> out.setLoss(loss(e));
            case Event.AgentState e ->
                out.setAgentState(AgentState.newBuilder()
                        .setAction(AgentAction.forNumber(number(e.action())))
                        .setStart(StartKind.forNumber(number(e.start())))
                        .setVersion(text(e.version()))
                        .setDetail(text(e.detail())));
            case Event.NeighboursSeen e -> out.setNeighboursSeen(neighboursSeen(e));
            case Event.WatchlistCheck e -> out.setWatchlistCheck(WatchlistChecks.encoded(e, this));
            case Event.DirectoryAccounts e -> out.setDirectoryAccounts(DirectoryParts.encoded(e));
        }
        return out.build();
    }

    ProcessStarted processStarted(Event.ProcessStarted e) {
        ProcessStarted.Builder out = ProcessStarted.newBuilder()
                .setProcess(process(e.process()))
                .setParent(observedProcess(e.parent()))
                .setParentImage(observedText(e.parentImage()))
                .setAccount(observedAccount(e.account()))
                .setImage(observedText(e.image()))
                .setCommandLine(observedText(e.commandLine()))
                .setSha256(observedSha256(e.sha256()))
                .setSigner(observedText(e.signer()))
                .setPackage(observedText(e.packageName()))
                .setAlreadyRunning(e.alreadyRunning());
        e.logged().entrySet().stream()
                .limit(Event.ProcessStarted.MOST_LOGGED)
                .forEach(field -> out.putLogged(cut(field.getKey(), Bounds.ID), text(field.getValue())));
        e.traits().stream().sorted().forEach(trait -> out.addTraits(trait.name()));
        return out.build();
    }

    private ProcessStopped processStopped(Event.ProcessStopped e) {
        ProcessStopped.Builder out = ProcessStopped.newBuilder().setProcess(process(e.process()));
        e.exitCode().ifPresent(out::setExitCode);
        return out.build();
    }

    private Logon logon(Event.Logon e) {
        Logon.Builder out = Logon.newBuilder()
                .setAction(LogonAction.forNumber(number(e.action())))
                .setType(LogonType.forNumber(number(e.type())))
                .setAccount(account(e.account()))
                .setSourceAddress(text(e.sourceAddress()))
                .setSession(text(e.session()))
                .setMethod(text(e.method()))
                .setKeyFingerprint(text(e.keyFingerprint()))
                .setProcess(observedProcess(e.process()))
                .setDetail(text(e.detail()));
        e.subject().ifPresent(subject -> out.setSubject(account(subject)));
        return out.build();
    }

    private Flow flow(Event.Flow e) {
        Flow.Builder out = Flow.newBuilder()
                .setProcess(observedProcess(e.process()))
                .setImage(observedText(e.image()))
                .setTransport(Transport.forNumber(number(e.transport())))
                .setLocal(endpoint(e.local()))
                .setRemote(endpoint(e.remote()))
                .setDirection(Direction.forNumber(number(e.direction())))
                .setConnections(e.connections())
                .setPeriodMicros(e.periodMicros());
        e.bytesSent().ifPresent(out::setBytesSent);
        e.bytesReceived().ifPresent(out::setBytesReceived);
        return out.build();
    }

    private Listener listener(Event.Listener e) {
        return Listener.newBuilder()
                .setOpened(e.opened())
                .setProcess(observedProcess(e.process()))
                .setImage(observedText(e.image()))
                .setTransport(Transport.forNumber(number(e.transport())))
                .setLocal(endpoint(e.local()))
                .build();
    }

    private DnsAnswer dnsAnswer(Event.DnsAnswer e) {
        DnsAnswer.Builder out = DnsAnswer.newBuilder()
                .setProcess(observedProcess(e.process()))
                .setImage(observedText(e.image()))
                .setQuery(text(e.query()))
                .setType(text(e.type()));
        first(e.answers()).forEach(answer -> out.addAnswers(text(answer)));
        return out.build();
    }

    private static AccountChange accountChange(Event.AccountChange e) {
        AccountChange.Builder out = AccountChange.newBuilder()
                .setAction(AccountAction.forNumber(number(e.action())))
                .setAccount(account(e.account()))
                .setDetail(text(e.detail()));
        e.subject().ifPresent(subject -> out.setSubject(account(subject)));
        e.group().ifPresent(group -> out.setGroup(account(group)));
        return out.build();
    }

    private static ItemSeen itemSeen(Event.ItemSeen e) {
        ItemSeen.Builder out = ItemSeen.newBuilder()
                .setChange(Change.forNumber(number(e.change())))
                .setItem(item(e.item()))
                .setReading(e.reading());
        e.before().ifPresent(before -> out.setBefore(item(before)));
        return out.build();
    }

    private static LocationRead locationRead(Event.LocationRead e) {
        LocationStatus s = e.status();
        var status = bzh.vigie.v1.LocationStatus.newBuilder()
                .setLocation(cut(s.location(), Bounds.ID))
                .setAccountId(cut(s.account().map(Account::id).orElse(""), Bounds.ACCOUNT))
                .setUser(cut(s.account().map(Account::name).orElse(""), Bounds.ACCOUNT))
                .setState(LocationState.forNumber(number(s.state())))
                .setReason(number(s.reason()))
                .setDetail(text(s.detail()))
                .setReader(cut(s.reader(), Bounds.ID))
                .setItems(s.items())
                .setBytes(s.bytes())
                .setStartedWallMicros(s.startedWallMicros())
                .setDurationMicros(s.durationMicros())
                .setTrigger(Trigger.forNumber(number(s.trigger())))
                .setCatalogueVersion(s.catalogueVersion());
        s.asShipped()
                .ifPresent(shipped -> status.setShippedItems(shipped.items())
                        .setShippedDigest(ByteString.copyFrom(shipped.digest().bytes())));
        return LocationRead.newBuilder()
                .setStatus(status)
                .setReading(e.reading())
                .setCompleteListing(e.completeListing())
                .setDigest(ByteString.copyFrom(e.digest().bytes()))
                .build();
    }

    private static LogRecord logRecord(Event.LogRecord e) {
        LogRecord.Builder out = LogRecord.newBuilder()
                .setChannel(text(e.channel()))
                .setProvider(text(e.provider()))
                .setEventId(e.eventId())
                .setRecordId(e.recordId());
        e.fields().entrySet().stream()
                .limit(Bounds.LIST)
                .forEach(field -> out.putFields(cut(field.getKey(), Bounds.ID), text(field.getValue())));
        return out.build();
    }

    private static Coverage coverage(Event.Coverage e) {
        Coverage.Builder out = Coverage.newBuilder()
                .setSubject(cut(e.subject(), Bounds.ID))
                .setFromWallMicros(e.fromWallMicros())
                .setToWallMicros(e.toWallMicros())
                .setLengthMicros(e.lengthMicros())
                .setState(WatchState.forNumber(number(e.state())))
                .setReason(ReasonCode.forNumber(number(e.reason())))
                .setDetail(cut(e.detail(), Bounds.DETAIL))
                .setEvents(e.events())
                .setLost(e.lost());
        e.account().ifPresent(account -> out.setAccount(account(account)));
        e.digest().ifPresent(digest -> out.setDigest(ByteString.copyFrom(digest.bytes())));
        return out.build();
    }

    private static Loss loss(Event.Loss e) {
        Loss.Builder out = Loss.newBuilder()
                .setLane(e.lane())
                .setFromNumber(e.fromNumber())
                .setToNumber(e.toNumber())
                .setReason(ReasonCode.forNumber(number(e.reason())))
                .setDetail(cut(e.detail(), Bounds.DETAIL));
        for (SourceCount count : first(e.sources())) {
            out.addSources(bzh.vigie.v1.SourceCount.newBuilder()
                    .setSource(cut(count.source(), Bounds.ID))
                    .setEvents(count.events())
                    .setFirstWallMicros(count.firstWallMicros())
                    .setLastWallMicros(count.lastWallMicros()));
        }
        return out.build();
    }

    private static NeighboursSeen neighboursSeen(Event.NeighboursSeen e) {
        NeighboursSeen.Builder out = NeighboursSeen.newBuilder();
        for (Neighbour neighbour : first(e.neighbours())) {
            var one = bzh.vigie.v1.Neighbour.newBuilder()
                    .setOrigin(NeighbourOrigin.forNumber(number(neighbour.origin())))
                    .setName(cut(neighbour.name(), Neighbour.LONGEST_NAME))
                    .setFirstWallMicros(neighbour.firstWallMicros())
                    .setLastWallMicros(neighbour.lastWallMicros());
            neighbour.address().ifPresent(address -> one.setAddress(ByteString.copyFrom(address.getAddress())));
            neighbour.mac().ifPresent(mac -> one.setMac(ByteString.copyFrom(mac.octets())));
            out.addNeighbours(one);
        }
        return out.build();
    }

    static bzh.vigie.v1.Item item(Item item) {
        var out = bzh.vigie.v1.Item.newBuilder()
                .setLocation(cut(item.location(), Bounds.ID))
                .setOs(cut(item.os(), Bounds.ID))
                .setScope(item.scope())
                .setAccountId(cut(item.account().map(Account::id).orElse(""), Bounds.ACCOUNT))
                .setUser(cut(item.account().map(Account::name).orElse(""), Bounds.ACCOUNT))
                .setName(text(item.name()))
                .setValue(text(item.value()))
                .setSource(text(item.source()))
                .setTarget(text(item.target()))
                .setSha256(item.sha256().map(Sha256::hex).orElse(""))
                .setSigner(text(item.signer()))
                .setSignature(item.signature().name())
                .setPackage(text(item.packageName()))
                .setShipped(item.shipped().name())
                .setEnabled(item.enabled())
                .setReplaceableBy(text(item.replaceableBy()))
                .setAuthentihash(text(item.authentihash()))
                .setImphash(text(item.imphash()))
                .setTlsh(text(item.tlsh()))
                .setOriginalName(text(item.originalName()))
                .setPdb(text(item.pdb()))
                .setStarts(text(item.times().starts()))
                .setBuild(text(item.build()));
        item.times().modifiedMicros().ifPresent(out::setModifiedMicros);
        item.times().lastLogonMicros().ifPresent(out::setLastLogonMicros);
        item.times().passwordSetMicros().ifPresent(out::setPasswordSetMicros);
        first(item.techniques()).forEach(t -> out.addTechniques(cut(t, Bounds.ID)));
        first(item.resolved()).forEach(r -> out.addResolved(text(r)));
        first(item.observables()).forEach(each -> out.addObservables(text(each)));
        item.traits().stream().sorted().forEach(t -> out.addTraits(t.name()));
        return out.build();
    }

    private bzh.vigie.v1.ProcessKey process(ProcessKey key) {
        return bzh.vigie.v1.ProcessKey.newBuilder()
                .setBootId(key.bootId().equals(bootId) ? "" : cut(key.bootId(), 64))
                .setPid(key.pid())
                .setStart(key.start())
                .build();
    }

    private static bzh.vigie.v1.Account account(Account account) {
        return bzh.vigie.v1.Account.newBuilder()
                .setId(cut(account.id(), Bounds.ACCOUNT))
                .setName(cut(account.name(), Bounds.ACCOUNT))
                .build();
    }

    private static bzh.vigie.v1.Endpoint endpoint(Endpoint endpoint) {
        return bzh.vigie.v1.Endpoint.newBuilder()
                .setAddress(ByteString.copyFrom(endpoint.address().getAddress()))
                .setPort(endpoint.port())
                .build();
    }

    private static ObservedText observedText(Observed<String> seen) {
        return switch (seen) {
            case Observed.Known<String> known ->
                ObservedText.newBuilder().setValue(text(known.value())).build();
            case Observed.Missed<String> missed ->
                ObservedText.newBuilder().setMissed(missed(missed.why())).build();
        };
    }

    private static ObservedSha256 observedSha256(Observed<Sha256> seen) {
        return switch (seen) {
            case Observed.Known<Sha256> known ->
                ObservedSha256.newBuilder()
                        .setValue(ByteString.copyFrom(known.value().bytes()))
                        .build();
            case Observed.Missed<Sha256> missed ->
                ObservedSha256.newBuilder().setMissed(missed(missed.why())).build();
        };
    }

    private ObservedProcess observedProcess(Observed<ProcessKey> seen) {
        return switch (seen) {
            case Observed.Known<ProcessKey> known ->
                ObservedProcess.newBuilder().setValue(process(known.value())).build();
            case Observed.Missed<ProcessKey> missed ->
                ObservedProcess.newBuilder().setMissed(missed(missed.why())).build();
        };
    }

    private static ObservedAccount observedAccount(Observed<Account> seen) {
        return switch (seen) {
            case Observed.Known<Account> known ->
                ObservedAccount.newBuilder().setValue(account(known.value())).build();
            case Observed.Missed<Account> missed ->
                ObservedAccount.newBuilder().setMissed(missed(missed.why())).build();
        };
    }

    private static Missed missed(Observed.Why why) {
        return Missed.forNumber(number(why));
    }

    // The order of these enums is a wire contract, which WireEnumsTest holds against the names in the proto files.
    @SuppressWarnings("EnumOrdinal")
    static int number(Enum<?> constant) {
        return constant.ordinal() + 1;
    }

    private static <T> List<T> first(List<T> list) {
        return list.size() <= Bounds.LIST ? list : list.subList(0, Bounds.LIST);
    }

    private static String text(String text) {
        return cut(text, Bounds.TEXT);
    }

    /** At most {@code max} characters, an ellipsis where it was longer; a lone surrogate, which UTF-8 cannot carry, is replaced. */
    static String cut(String text, int max) {
        String whole = text;
        if (text.length() > max) {
            int end = Character.isHighSurrogate(text.charAt(max - 2)) ? max - 2 : max - 1;
            whole = text.substring(0, end) + "…";
        }
        return wellFormed(whole);
    }

    private static String wellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return replaceLoneSurrogates(text);
            }
        }
        return text;
    }

    private static String replaceLoneSurrogates(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> out.appendCodePoint(c >= 0xD800 && c <= 0xDFFF ? 0xFFFD : c));
        return out.toString();
    }
}
