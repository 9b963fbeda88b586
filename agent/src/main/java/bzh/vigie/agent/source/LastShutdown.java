package bzh.vigie.agent.source;

import bzh.vigie.agent.source.HostStates.Told;
import bzh.vigie.event.Event.AgentAction;
import bzh.vigie.event.Event.StartKind;
import bzh.vigie.event.WindowsEvent;
import bzh.vigie.text.SourceText;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * How the boot before this one ended, told once after a cold start: by the records that Windows wrote when it went down and came up
 * again, which the subscription brings then, or else by whether the agent's last run has an end. Kernel-Power 41 and EventLog 6008 of
 * this boot say that it was not shut down, whatever else was written; EventLog 6006 and Kernel-General 13 that it was; EventLog 6005 and
 * Kernel-General 12 that this boot's records have come. Kernel-Boot 20 (LastShutdownGood) is not read: recorded PCs that were shut down
 * in good order say false. Not thread-safe.
 */
final class LastShutdown {
    /** How far a record's time may lie from the boot's, both on a wall clock. */
    private static final Duration SLACK = Duration.ofMinutes(2);

    /** How many looks later it is told without the records that say all. */
    private static final int MOST_LOOKS = 24;

    /** Looks without news after the boot's own records. */
    private static final int QUIET_LOOKS = 2;

    private boolean open;
    private boolean recordsFollow;
    private boolean ended;
    private Instant booted = Instant.EPOCH;
    private Optional<String> cut = Optional.empty();
    private Optional<Instant> stop = Optional.empty();
    private Optional<ShutdownAsked> asked = Optional.empty();
    private boolean complete;
    private int looks;
    private int quiet;

    /**
     * Begins to look for it, after a cold start alone.
     *
     * @param ended whether the agent's last run ended in good order, as far as is known
     * @param at when this boot began, on the wall clock
     * @param follow whether records are to be waited for
     */
    void began(StartKind kind, boolean ended, Instant at, boolean follow) {
        open = kind == StartKind.COLD;
        this.ended = ended;
        booted = at;
        recordsFollow = follow;
    }

    /** That a system without such records wrote itself that it shut down then, before this boot. */
    void shutDown(Instant at) {
        stop = open ? Optional.of(at) : stop;
    }

    /** Takes a record of the system, of any age. */
    void accept(WindowsEvent event, Instant at) {
        if (!open) {
            return;
        }
        boolean ofThisBoot = !at.isBefore(booted.minus(SLACK));
        boolean before = at.isBefore(booted.plus(SLACK));
        boolean taken = true;
        switch (event.provider() + " " + event.eventId()) {
            case "Microsoft-Windows-Kernel-Power 41" -> cut = ofThisBoot ? Optional.of(why(event)) : cut;
            case "EventLog 6008" ->
                cut = ofThisBoot && cut.isEmpty() ? Optional.of(SourceText.detail("state-power-cut")) : cut;
            case "EventLog 6006", "Microsoft-Windows-Kernel-General 13" ->
                stop = before && stop.filter(at::isBefore).isEmpty() ? Optional.of(at) : stop;
            case "EventLog 6005", "Microsoft-Windows-Kernel-General 12" -> complete |= ofThisBoot;
            case "User32 1074" -> asked = before ? ShutdownAsked.of(event, at).or(() -> asked) : asked;
            default -> taken = false;
        }
        if (taken) {
            quiet = 0;
        }
    }

    /** What Kernel-Power 41 says of the cause. */
    private static String why(WindowsEvent event) {
        Map<String, String> fields = event.fields();
        String code = fields.getOrDefault("BugcheckCode", "0");
        if (isSet(code)) {
            return SourceText.detail("state-stop-error", hexadecimal(code));
        }
        if (isSet(fields.getOrDefault("PowerButtonTimestamp", "0"))
                || fields.getOrDefault("LongPowerButtonPressDetected", "").equals("true")) {
            return SourceText.detail("state-power-button");
        }
        return isSet(fields.getOrDefault("SleepInProgress", "0"))
                ? SourceText.detail("state-cut-asleep")
                : SourceText.detail("state-power-cut");
    }

    private static boolean isSet(String number) {
        return !number.isEmpty() && !number.equals("0") && !number.equals("0x0") && !number.equals("false");
    }

    /** As Windows shows stop codes. */
    private static String hexadecimal(String code) {
        try {
            return "0x" + Long.toHexString(Long.decode(code));
        } catch (NumberFormatException e) {
            return "?";
        }
    }

    /** What is to be told now; to be called every few seconds. */
    Optional<Told> look() {
        if (!open) {
            return Optional.empty();
        }
        looks++;
        quiet++;
        boolean known = (complete || cut.isPresent()) && quiet > QUIET_LOOKS;
        if (recordsFollow && !known && looks < MOST_LOOKS) {
            return Optional.empty();
        }
        open = false;
        if (cut.isPresent()) {
            return told(AgentAction.UNEXPECTED_SHUTDOWN, cut.get());
        }
        if (stop.isPresent()) {
            Instant at = stop.get();
            return told(
                    AgentAction.SHUT_DOWN,
                    asked.filter(one -> one.isBefore(at))
                            .map(one -> one.detail("state-shut-down-asked", at))
                            .orElseGet(() -> SourceText.detail("state-shut-down", ShutdownAsked.shown(at))));
        }
        return ended ? Optional.empty() : told(AgentAction.UNEXPECTED_SHUTDOWN, SourceText.detail("state-no-end"));
    }

    private static Optional<Told> told(AgentAction action, String detail) {
        return Optional.of(new Told(action, StartKind.COLD, detail));
    }
}
