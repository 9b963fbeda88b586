package bzh.vigie.agent;

import bzh.vigie.agent.budget.Budget;
import bzh.vigie.agent.budget.OwnUse;
import bzh.vigie.agent.identity.Identity;
import bzh.vigie.agent.persistence.Inventory;
import bzh.vigie.agent.source.CoverageLedger;
import bzh.vigie.agent.source.CoverageLedger.Watched;
import bzh.vigie.agent.spool.LostEvents;
import bzh.vigie.agent.uplink.LinkReport;
import bzh.vigie.agent.uplink.LinkState;
import bzh.vigie.agent.uplink.Notice;
import bzh.vigie.agent.uplink.Outbox;
import bzh.vigie.agent.uplink.Uplink;
import bzh.vigie.event.Clock;
import bzh.vigie.v1.GoodbyeReason;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Gathers what the stages say of themselves into one status. */
final class StatusMaker {
    /** With less on the disk, what happens in a day without a collector may not be kept. */
    private static final long LITTLE_ROOM = 16L << 20;

    private final Identity identity;
    private final Clock clock;
    private final CoverageLedger ledger;
    private final Outbox outbox;
    private final Supplier<List<LostEvents>> lost;
    private final BooleanSupplier stuck;
    private final LongSupplier room;
    private final Uplink uplink;
    private final String page;
    private final long pid = ProcessHandle.current().pid();
    private final Instant started;

    StatusMaker(
            Identity identity,
            Clock clock,
            CoverageLedger ledger,
            Outbox outbox,
            Supplier<List<LostEvents>> lost,
            BooleanSupplier stuck,
            LongSupplier room,
            Uplink uplink,
            Path page) {
        this.identity = identity;
        this.clock = clock;
        this.ledger = ledger;
        this.outbox = outbox;
        this.lost = lost;
        this.stuck = stuck;
        this.room = room;
        this.uplink = uplink;
        this.page = page.toString();
        this.started = ProcessHandle.current()
                .info()
                .startInstant()
                .orElseGet(() -> clock.now().wall());
    }

    Status make(Optional<OwnUse> use, Budget budget, Inventory.Progress inventory, boolean stopped) {
        LinkReport report = uplink.report();
        List<LostEvents> spoolLost = lost.get();
        return new Status(
                new Status.Agent(
                        identity.agentId(),
                        identity.commune(),
                        Main.VERSION,
                        pid,
                        started,
                        clock.now().wall(),
                        uplink.certificateEnds(),
                        stopped,
                        page),
                link(report),
                new Status.Use(
                        outbox.bytes(),
                        outbox.batches(),
                        inventory,
                        use.map(OwnUse::rssBytes).orElse(0L),
                        budget.cpuShare(),
                        use.map(OwnUse::threads).orElse(0),
                        budget.isOver()),
                ledger.sources().stream().map(each -> with(each, spoolLost)).toList(),
                spoolLost,
                ledger.locations(),
                with(report.notices(), stuck.getAsBoolean(), room.getAsLong()));
    }

    /** @param room bytes that are left on the disk of the spool */
    static List<Notice> with(List<Notice> notices, boolean stuck, long room) {
        List<Notice> all = new ArrayList<>(notices);
        if (stuck) {
            all.add(new Notice(Notice.Kind.SPOOL_STUCK, ""));
        } else if (room < LITTLE_ROOM) {
            // With a full disk too: the spool goes on in the room that it has, and by what is acknowledged or given up.
            all.add(new Notice(Notice.Kind.DISK_LOW, Long.toString(room >> 20)));
        }
        return all;
    }

    /** With what the spool could not keep of it. */
    private static Watched with(Watched source, List<LostEvents> lost) {
        long more = lost.stream()
                .filter(each -> each.source().equals(source.source()))
                .mapToLong(LostEvents::events)
                .sum();
        return new Watched(
                source.source(),
                source.state(),
                source.reason(),
                source.detail(),
                source.since(),
                source.events(),
                source.lost() + more);
    }

    static Status.Link link(LinkReport report) {
        return switch (report.state()) {
            case LinkState.Connecting connecting ->
                link(report, "connecting", "", connecting.collector().toString(), "", Duration.ZERO);
            case LinkState.Connected connected ->
                link(report, "connected", "", connected.collector().toString(), connected.proxy(), Duration.ZERO);
            case LinkState.Failed failed ->
                link(
                        report,
                        "failed",
                        StatusFile.word(failed.kind()),
                        failed.collector().toString(),
                        failed.detail(),
                        failed.retryIn());
            case LinkState.Dismissed dismissed ->
                link(
                        report,
                        word(dismissed.reason()),
                        "",
                        dismissed.collector().toString(),
                        dismissed.detail(),
                        dismissed.retryIn());
            case LinkState.Stopped ignored -> link(report, "stopped", "", "", "", Duration.ZERO);
        };
    }

    private static Status.Link link(
            LinkReport report, String word, String reason, String collector, String detail, Duration retry) {
        return new Status.Link(
                word,
                reason,
                collector,
                detail,
                report.since(),
                retry.toSeconds(),
                report.lastAcknowledged(),
                report.skewMicros(),
                report.sent(),
                report.acknowledged(),
                report.bytesSent());
    }

    static String word(GoodbyeReason reason) {
        return reason.name()
                .replace("GOODBYE_REASON_", "")
                .toLowerCase(Locale.ROOT)
                .replace('_', '-');
    }
}
