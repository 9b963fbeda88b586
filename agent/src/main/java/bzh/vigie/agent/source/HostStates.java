package bzh.vigie.agent.source;

import bzh.vigie.event.Event.AgentAction;
import bzh.vigie.event.Event.StartKind;
import bzh.vigie.event.WindowsEvent;
import bzh.vigie.text.Printable;
import bzh.vigie.text.SourceText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What Windows' own records say of sleep, start, clock and shutdown, joined to what the clocks show, so that nothing is told
 * twice: that the PC slept or that its clock was set, and by how much, is known by the clocks alone, which no record can be made
 * to forge; which kind of sleep it was and who set the clock, by the records, which may come a moment later and are waited for
 * once. Of itself a record tells only that the PC is about to sleep, and that it is awake again where no clock showed the sleep
 * (modern standby, in which they go on). Old records, which a subscription brings after a start, tell nothing but how the boot before
 * ended ({@link LastShutdown}).
 *
 * <p>Records read: Kernel-Power 41, 42, 107, 506 and 507; Power-Troubleshooter 1; Kernel-Boot 27 (BootType 0 cold, 1 fast startup, 2
 * from hibernation); Kernel-General 1, 12, 13 and Security 4616; EventLog 6005, 6006 and 6008; User32 1074. Under a fast startup the kernel sleeps and wakes with its
 * services: boot id, monotonic clock and the agent's process go on, and it is told as a sleep of that kind. Thread-safe.
 */
public final class HostStates {
    private static final String POWER = "Microsoft-Windows-Kernel-Power";
    private static final String TROUBLESHOOTER = "Microsoft-Windows-Power-Troubleshooter";
    private static final String BOOT = "Microsoft-Windows-Kernel-Boot";
    private static final String GENERAL = "Microsoft-Windows-Kernel-General";
    private static final String AUDITING = "Microsoft-Windows-Security-Auditing";
    private static final String USER = "User32";

    /** A record that is older than this when it comes is of before. */
    private static final Duration FRESH = Duration.ofSeconds(90);

    private static final int MAX_WORDS = 200;

    /** SYSTEM, LOCAL SERVICE and NETWORK SERVICE. */
    private static final Set<String> SERVICES = Set.of("S-1-5-18", "S-1-5-19", "S-1-5-20");

    private final boolean recordsFollow;
    private final List<Told> toTell = new ArrayList<>();
    private Optional<StartKind> wake = Optional.empty();
    private Optional<String> setter = Optional.empty();
    private Optional<ShutdownAsked> shutdown = Optional.empty();
    private final LastShutdown last = new LastShutdown();
    private Duration slept = Duration.ZERO;
    private Duration set = Duration.ZERO;
    private boolean sleepWaits;
    private boolean setWaits;
    private boolean wakeWaits;
    private boolean suspended;

    /**
     * A state of the agent's host to be told.
     *
     * @param detail of {@link SourceText}
     */
    public record Told(AgentAction action, StartKind start, String detail) {}

    /** With records to wait for, or with clocks alone. */
    public HostStates(boolean recordsFollow) {
        this.recordsFollow = recordsFollow;
    }

    /**
     * That the agent began, before any record is taken.
     *
     * @param ended whether its last run ended in good order, as far as is known
     * @param booted when this boot began, on the wall clock
     */
    public synchronized void began(StartKind kind, boolean ended, Instant booted) {
        last.began(kind, ended, booted, recordsFollow);
    }

    /** That the system wrote, where no records follow, that it shut down then, before this boot; to be called after {@link #began}. */
    public synchronized void shutDown(Instant at) {
        last.shutDown(at);
    }

    /**
     * Takes a record of any channel; those that are of nothing here are passed over.
     *
     * @param now the wall clock
     */
    public synchronized void accept(WindowsEvent event, Instant now) {
        Optional<Instant> at = event.time();
        if (at.isEmpty() || !isOfSystem(event)) {
            return;
        }
        last.accept(event, at.get());
        if (Duration.between(at.get(), now).abs().compareTo(FRESH) > 0) {
            return;
        }
        switch (event.provider()) {
            case POWER -> power(event.eventId(), at.get());
            case TROUBLESHOOTER -> {
                if (event.eventId().equals("1")) {
                    awake(StartKind.RESUME);
                }
            }
            case BOOT -> {
                if (event.eventId().equals("27")) {
                    bootType(event).ifPresent(this::awake);
                }
            }
            case GENERAL -> {
                if (event.eventId().equals("1") && setter.isEmpty()) {
                    setter = field(event, "ProcessName");
                }
            }
            case AUDITING -> {
                if (event.eventId().equals("4616")) {
                    setter = field(event, "ProcessName");
                }
            }
            case USER -> {
                if (event.eventId().equals("1074")) {
                    shutdown = ShutdownAsked.of(event, at.get());
                }
            }
            default -> {}
        }
    }

    /**
     * Whether it stands where these records stand and is not of a user who calls himself the kernel: everybody may write to the
     * Application log under most names, and as any provider of a manifest, but then under his own SID.
     */
    private static boolean isOfSystem(WindowsEvent event) {
        String user = event.system().getOrDefault("Security_UserID", "");
        return switch (event.provider()) {
            case AUDITING -> event.channel().equals("Security");
            case POWER, TROUBLESHOOTER, BOOT ->
                event.channel().equals("System") && (user.isEmpty() || SERVICES.contains(user));
            default -> event.channel().equals("System");
        };
    }

    private void power(String id, Instant at) {
        switch (id) {
            case "42", "506" -> {
                if (!suspended) {
                    suspended = true;
                    wake = Optional.empty();
                    toTell.add(new Told(AgentAction.SUSPENDED, StartKind.SAME_BOOT, asleep(id, at)));
                }
            }
            case "107", "507" -> awake(StartKind.RESUME);
            default -> {}
        }
    }

    /** A shutdown with fast startup ahead is a sleep of the kernel. */
    private String asleep(String id, Instant at) {
        return shutdown.filter(asked -> asked.isBefore(at))
                .map(asked -> asked.detail("state-sleeps-asked"))
                .orElseGet(() -> SourceText.detail(id.equals("42") ? "state-sleeps" : "state-standby"));
    }

    /** How the PC came up; the record of the boot loader is the one that knows. */
    private void awake(StartKind kind) {
        if (wake.isEmpty() || kind == StartKind.FAST_STARTUP) {
            wake = Optional.of(kind);
        }
        wakeWaits = false;
    }

    private static Optional<StartKind> bootType(WindowsEvent event) {
        return switch (event.fields().getOrDefault("BootType", "")) {
            case "1", "0x1" -> Optional.of(StartKind.FAST_STARTUP);
            case "2", "0x2" -> Optional.of(StartKind.RESUME);
            default -> Optional.empty();
        };
    }

    private static Optional<String> field(WindowsEvent event, String name) {
        return Optional.ofNullable(event.fields().get(name))
                .filter(text -> !text.isEmpty() && !text.equals("-"))
                .map(text -> Printable.line(text, MAX_WORDS));
    }

    /**
     * What is to be told now; to be called every few seconds.
     *
     * @param newlySlept what the clocks showed since the last look, zero for nothing
     * @param newlySet by how much the wall clock was found set since the last look, zero for not
     */
    public synchronized List<Told> look(Duration newlySlept, Duration newlySet) {
        List<Told> told = new ArrayList<>(toTell);
        toTell.clear();
        last.look().ifPresent(told::add);
        slept = slept.plus(newlySlept);
        set = set.plus(newlySet);
        sleep(told);
        clock(told);
        return told;
    }

    private void sleep(List<Told> told) {
        if (!slept.isZero()) {
            if (recordsFollow && wake.isEmpty() && !sleepWaits) {
                sleepWaits = true;
                return;
            }
            told.add(new Told(
                    AgentAction.RESUMED,
                    wake.orElse(StartKind.RESUME),
                    SourceText.detail("state-slept", slept.toSeconds())));
        } else if (wake.isPresent() && suspended) {
            // The clocks may show it at the next look.
            if (!wakeWaits) {
                wakeWaits = true;
                return;
            }
            told.add(new Told(AgentAction.RESUMED, wake.get(), SourceText.detail("state-awake")));
        } else {
            wake = suspended ? wake : Optional.empty();
            return;
        }
        slept = Duration.ZERO;
        wake = Optional.empty();
        sleepWaits = false;
        wakeWaits = false;
        suspended = false;
    }

    private void clock(List<Told> told) {
        if (set.isZero()) {
            setter = Optional.empty();
            return;
        }
        if (recordsFollow && setter.isEmpty() && !setWaits) {
            setWaits = true;
            return;
        }
        String seconds = (set.isNegative() ? "" : "+") + set.toSeconds();
        told.add(new Told(
                AgentAction.CLOCK_CHANGED,
                StartKind.SAME_BOOT,
                setter.map(by -> SourceText.detail("state-clock-by", seconds, by))
                        .orElseGet(() -> SourceText.detail("state-clock", seconds))));
        set = Duration.ZERO;
        setter = Optional.empty();
        setWaits = false;
    }

    /** Why the host shuts down, as a detail, where somebody asked for it a short while ago; otherwise empty. */
    public synchronized String shutdown(Instant now) {
        return shutdown.filter(asked -> asked.isBefore(now))
                .map(asked -> asked.detail("state-asked"))
                .orElse("");
    }
}
