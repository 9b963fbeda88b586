package bzh.vigie.agent.source;

import bzh.vigie.agent.host.EventLogs;
import bzh.vigie.agent.host.EventLogs.Settings;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.event.Clock;
import bzh.vigie.event.Event;
import bzh.vigie.event.Moment;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.SourceCount;
import bzh.vigie.event.WatchState;
import bzh.vigie.event.WindowsEvent;
import bzh.vigie.text.SourceText;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * One channel as a source of its own: tells its events, what is missing of it and how it stands. Of one kind of event at most
 * {@value #PER_SECOND} a second are told, and {@value #RESERVE} in a burst, which is a whole log of the usual size: whoever floods a log with
 * one kind hides no other behind it. What is over is counted as lost. Not thread-safe.
 */
final class FollowedChannel implements ChannelFollower.Taker {
    private static final int PER_SECOND = 20;
    private static final int RESERVE = 20_000;
    private static final int MAX_KINDS = 512;

    /** Records of one round: a PC that was off catches up within minutes, and one that floods does not take the processor. */
    private static final int PER_ROUND = 1_024;

    private static final int PER_ROUND_OF_THE_PAST = 128;
    private static final int ROUNDS_BEHIND = 120;
    private static final int LANE = 2;

    private final WindowsChannel channel;
    private final EventLogs logs;
    private final Sink sink;
    private final Clock clock;
    private final Consumer<WindowsEvent> listener;
    private final Predicate<WindowsEvent> own;
    private final Predicate<WindowsEvent> starts;
    private final ChannelFollower follower;
    private final Told told;
    private final Told unread;
    private final Map<String, Quota> quotas = new HashMap<>();
    private Reading<Settings> settings = Reading.absent();
    private Optional<Missing> missing = Optional.empty();
    private ReasonCode unreadReason = ReasonCode.MALFORMED;
    private int roundsBehind;
    private volatile boolean spoken;

    private record Missing(long records, boolean unknown, Instant from, Instant to) {}

    /**
     * One that is not followed yet.
     *
     * @param listener is given every record before it is decided whether it is told
     * @param own says which records are the agent's own, which are not told
     * @param starts takes a record that is told, and says whether it is told as a start of a process besides
     */
    FollowedChannel(
            WindowsChannel channel,
            EventLogs logs,
            LogPlace place,
            Sink sink,
            Clock clock,
            Consumer<WindowsEvent> listener,
            Predicate<WindowsEvent> own,
            Predicate<WindowsEvent> starts) {
        this.channel = channel;
        this.logs = logs;
        this.sink = sink;
        this.clock = clock;
        this.listener = listener;
        this.own = own;
        this.starts = starts;
        follower = new ChannelFollower(logs, channel.path(), place, this);
        told = new Told(channel.source(), LANE, sink, clock);
        unread = new Told(channel.source(), LANE, sink, clock);
    }

    String path() {
        return channel.path();
    }

    LogPlace place() {
        return follower.place();
    }

    /** Looks at how the channel is set, and follows it where that is possible. */
    void settle() {
        settings = logs.channel(channel.path());
        if (isOn()) {
            follower.open();
        } else {
            follower.close();
        }
    }

    private boolean isOn() {
        return settings.ifFound().filter(Settings::enabled).isPresent();
    }

    /** Whether this Windows could be asked about it and has it. */
    boolean isThere() {
        return settings.ifFound().isPresent();
    }

    boolean isFollowed() {
        return follower.isFollowing();
    }

    /** Reads what is new, and tells it. */
    void read() {
        boolean more = follower.read(follower.isInPast() ? PER_ROUND_OF_THE_PAST : PER_ROUND);
        roundsBehind = more && !follower.isInPast() ? roundsBehind + 1 : 0;
        missing.ifPresent(this::tell);
        missing = Optional.empty();
        told.tellLost(ReasonCode.OVERLOADED, SourceText.detail("log-flood", channel.path(), PER_SECOND), false);
        unread.tellLost(unreadReason, SourceText.detail("log-unread", channel.path()), false);
    }

    @Override
    public void take(WindowsEvent event) {
        listener.accept(event);
        if (own.test(event) || !channel.takes(event)) {
            return;
        }
        boolean toldAsStart = starts.test(event);
        if (admits(event.eventId())) {
            sink.accept(WindowsRecord.of(channel.source(), event, toldAsStart, clock));
        } else {
            told.lost(1);
        }
    }

    private boolean admits(String kind) {
        if (quotas.size() >= MAX_KINDS && !quotas.containsKey(kind)) {
            return quotas.computeIfAbsent("", FollowedChannel::quota).take();
        }
        return quotas.computeIfAbsent(kind, FollowedChannel::quota).take();
    }

    private static Quota quota(String kind) {
        return new Quota(PER_SECOND, RESERVE, System::nanoTime);
    }

    @Override
    public void missing(long records, Instant from, Instant to) {
        Missing more = new Missing(records, records == 0, from, to);
        missing = Optional.of(missing.map(before -> new Missing(
                        before.records() + more.records(),
                        before.unknown() || more.unknown(),
                        before.from(),
                        more.to()))
                .orElse(more));
    }

    private void tell(Missing gap) {
        SourceCount count = new SourceCount(channel.source(), gap.records(), micros(gap.from()), micros(gap.to()));
        String key = gap.unknown() ? "log-back" : "log-hole";
        sink.accept(new Event.Loss(
                clock.now(),
                channel.source(),
                LANE,
                0,
                0,
                List.of(count),
                ReasonCode.FAILED,
                SourceText.detail(key, channel.path(), gap.records())));
    }

    private long micros(Instant time) {
        Moment now = clock.now();
        return new Moment(time, now.bootId(), now.monotonicMicros()).wallMicros();
    }

    @Override
    public void unread(ReasonCode reason) {
        unreadReason = reason;
        unread.lost(1);
    }

    /** Says how it stands; nothing where it never said anything and is not to. */
    void say(boolean evenFirst) {
        if (!spoken && !evenFirst) {
            return;
        }
        spoken = true;
        switch (settings) {
            case Reading.Absent<Settings> ignored -> absent();
            case Reading.Refused<Settings> refused -> told.state(WatchState.DOWN, refused.reason(), refused.detail());
            case Reading.Found<Settings>(Settings found) -> {
                if (!found.enabled()) {
                    told.state(
                            WatchState.DOWN,
                            ReasonCode.DISABLED,
                            detail(channel.onByDefault() ? "log-switched-off" : "log-off"));
                } else if (follower.isFollowing()) {
                    followed(found);
                } else {
                    ChannelFollower.Trouble why = follower.trouble()
                            .orElse(new ChannelFollower.Trouble(
                                    ReasonCode.FAILED, SourceText.detail("log-refused", channel.path(), 0)));
                    told.state(WatchState.DOWN, why.reason(), why.detail());
                }
            }
        }
    }

    /** Nobody reads it; said where it ever said anything. For any thread. */
    void down(ReasonCode reason, String detail) {
        if (spoken) {
            told.state(WatchState.DOWN, reason, detail);
        }
    }

    private String detail(String key) {
        return SourceText.detail(key, channel.path(), channel.source(), channel.french());
    }

    private void absent() {
        if (channel.everywhere()) {
            told.state(WatchState.DOWN, ReasonCode.NOT_PRESENT, detail("log-absent"));
        } else {
            told.state(WatchState.NOT_APPLICABLE, ReasonCode.NOT_PRESENT, detail("log-not-here"));
        }
    }

    private void followed(Settings found) {
        if (roundsBehind > ROUNDS_BEHIND) {
            told.state(WatchState.PARTIAL, ReasonCode.OVERLOADED, SourceText.detail("log-behind", channel.path()));
        } else if (found.maxBytes() < channel.wantedBytes()) {
            told.state(
                    WatchState.PARTIAL,
                    ReasonCode.DISABLED,
                    SourceText.detail(
                            "log-small",
                            channel.path(),
                            found.maxBytes() >> 20,
                            channel.wantedBytes(),
                            channel.wantedBytes() >> 10));
        } else if (follower.hasSeen()) {
            told.state(WatchState.LIVE, ReasonCode.NONE, detail("log-live"));
        } else {
            told.state(WatchState.PARTIAL, ReasonCode.NOT_PROVEN, detail("log-not-proven"));
        }
    }

    /** Ends following. */
    void close() {
        follower.close();
        missing.ifPresent(this::tell);
        told.tellLost(ReasonCode.OVERLOADED, SourceText.detail("log-flood", channel.path(), PER_SECOND), true);
        unread.tellLost(unreadReason, SourceText.detail("log-unread", channel.path()), true);
        if (spoken && isThere()) {
            told.state(WatchState.DOWN, ReasonCode.STOPPED, SourceText.detail("log-stopped", channel.path()));
        }
    }
}
