package bzh.vigie.agent;

import bzh.vigie.agent.identity.Identity;
import bzh.vigie.agent.identity.IdentityException;
import bzh.vigie.agent.identity.IdentityFile;
import bzh.vigie.agent.identity.RemovalCodeFile;
import bzh.vigie.agent.identity.StateFolder;
import bzh.vigie.agent.spool.Spool;
import bzh.vigie.agent.transport.Connector;
import bzh.vigie.agent.uplink.AgentRun;
import bzh.vigie.agent.uplink.InventoryRequests;
import bzh.vigie.agent.uplink.LinkState;
import bzh.vigie.agent.uplink.SpoolOutbox;
import bzh.vigie.agent.uplink.Uplink;
import bzh.vigie.agent.uplink.UplinkParts;
import bzh.vigie.agent.uplink.WatchlistRequests;
import bzh.vigie.enrol.CollectorAddress;
import bzh.vigie.enrol.RemovalCode;
import bzh.vigie.event.Clock;
import bzh.vigie.event.Event;
import bzh.vigie.event.Event.AgentAction;
import bzh.vigie.event.Event.StartKind;
import bzh.vigie.event.InventoryDigest;
import bzh.vigie.journal.Disk;
import bzh.vigie.settings.BadSettingException;
import bzh.vigie.text.SourceText;
import bzh.vigie.v1.GoodbyeReason;
import java.io.IOException;
import java.io.PrintStream;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The end of an agent's life on this machine: its collector is told, with what still waits to be sent, and has it on its disk before
 * anything is removed. Where no collector can be reached, the break-glass code of the commune takes its place. An agent that was never
 * enrolled, or that the collector no longer listens to, owes nothing. Whoever calls holds the lock of the state folder.
 *
 * <p>That protects the procedure, not the files: who rules the machine can delete them, and the collector sees the silence.
 *
 * @param said who is told how that went
 */
record Leaving(StateFolder state, Platform platform, Clock clock, Said said) {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(15);
    /** For one round over all addresses that fail at once. */
    private static final long LEAST_NANOS = Duration.ofSeconds(10).toNanos();

    private static final long MOST_NANOS = Duration.ofSeconds(60).toNanos();
    /** Something must be acknowledged within this, as long as there is something to send. */
    private static final long PROGRESS_NANOS = Duration.ofSeconds(30).toNanos();

    /** The spool gathers events for less than this before it writes them. */
    private static final long GATHERED_NANOS = Duration.ofMillis(500).toNanos();

    private static final Duration LAST_WORDS = Duration.ofSeconds(2);
    private static final int LOOK_MILLIS = 100;
    private static final int FIRST_LANE = 1;

    /** How an agent is removed: the ends of the keys {@code state-uninstalled-…}. */
    static final List<String> WAYS = List.of("msi", "deb", "rpm", "command", "image");

    /** Takes a sentence, in each language. */
    @FunctionalInterface
    interface Said {
        void say(Function<Words, String> sentence);

        /** In one language. */
        static Said to(PrintStream out, Words words) {
            return sentence -> out.println(sentence.apply(words));
        }
    }

    /** What came of telling the collector. */
    private sealed interface Answer {
        record Known() implements Answer {}

        record Dismissed(GoodbyeReason reason) implements Answer {}

        record Unheard(Function<Words, String> why) implements Answer {}
    }

    /**
     * Whether the agent may be removed; says why not.
     *
     * @param way one of {@link #WAYS}
     * @param code as it was typed
     */
    boolean isAgreed(String way, Optional<String> code) throws IOException {
        Optional<Identity> identity;
        try {
            identity = IdentityFile.load(state);
        } catch (IdentityException e) {
            // It cannot say who it is any more.
            said.say(words -> words.detail(e.detail()));
            return true;
        }
        if (identity.isEmpty()) {
            return true;
        }
        String commune = identity.get().commune();
        return switch (asked(identity.get(), way)) {
            case Answer.Known ignored -> {
                said.say(words -> words.say("leave.known", commune));
                yield true;
            }
            case Answer.Dismissed dismissed -> {
                said.say(words -> words.say("leave.dismissed", words.of(dismissed.reason())));
                yield true;
            }
            case Answer.Unheard unheard -> isOpened(identity.get(), unheard.why(), way, code);
        };
    }

    private boolean isOpened(Identity identity, Function<Words, String> why, String way, Optional<String> code)
            throws IOException {
        Optional<RemovalCode> kept = RemovalCodeFile.load(state);
        if (code.isPresent() && kept.isPresent() && kept.get().isOpenedBy(code.get())) {
            said.say(words -> words.say("leave.opened", why.apply(words)));
            return true;
        }
        said.say(words -> words.say("leave.unheard", why.apply(words)));
        String commune = identity.commune();
        if (kept.isEmpty()) {
            said.say(words -> words.say("leave.no-code", commune));
            return false;
        }
        if (code.isPresent()) {
            said.say(words -> words.say("leave.code-wrong", commune));
        }
        said.say(words ->
                words.say("leave.code-wanted", commune, words.say("leave.how-" + way, state.file(CodeOption.FILE))));
        return false;
    }

    /** A spool that cannot be opened or written to, on a full disk for instance, tells nobody anything; the code serves there too. */
    private Answer asked(Identity identity, String way) {
        try {
            return told(identity, way);
        } catch (IOException e) {
            return new Answer.Unheard(words -> state.file("spool") + words.say("tell.colon") + words.why(e));
        }
    }

    private Answer told(Identity identity, String way) throws IOException {
        AgentConfig config;
        try {
            config = AgentConfig.read(state);
        } catch (BadSettingException e) {
            return new Answer.Unheard(words -> e.in(words.locale()));
        }
        SecureRandom random = new SecureRandom();
        List<CollectorAddress> collectors = config.collectors().isEmpty() ? identity.collectors() : config.collectors();
        try (Spool spool = Spool.open(state.file("spool"), config.policy().spoolBytes(), clock, random, Disk.REAL)) {
            Uplink uplink = new Uplink(
                    identity,
                    collectors,
                    config.policy(),
                    new UplinkParts(
                            new Connector(config.proxy(), platform.network(), CONNECT_TIMEOUT),
                            state,
                            AgentRun.begin(Main.VERSION, platform.facts(), random),
                            clock,
                            new SpoolOutbox(spool),
                            new NoInventory(),
                            WatchlistRequests.NONE,
                            List::of,
                            spool,
                            random,
                            policy -> {},
                            () -> {}));
            uplink.start();
            Answer answer = answer(uplink, spool, new HashSet<>(collectors), way);
            if (answer instanceof Answer.Unheard) {
                // It may stay: nothing is said that holds only of one that goes.
                uplink.close(LAST_WORDS);
            } else {
                uplink.leave(LAST_WORDS);
            }
            return answer;
        }
    }

    private Answer answer(Uplink uplink, Spool spool, Set<CollectorAddress> untried, String way) {
        long began = System.nanoTime();
        long progress = began;
        long acknowledged = 0;
        boolean put = false;
        long before = 0;
        long putAt = began;
        while (true) {
            LinkState link = uplink.report().state();
            long now = System.nanoTime();
            switch (link) {
                case LinkState.Connected ignored -> {
                    if (!put) {
                        put = true;
                        progress = now;
                        putAt = now;
                        before = written(spool);
                        spool.accept(new Event.AgentState(
                                clock.now(),
                                Uplink.SOURCE,
                                AgentAction.UNINSTALLED,
                                StartKind.SAME_BOOT,
                                Main.VERSION,
                                SourceText.detail("state-uninstalled-" + way, who())));
                    } else if (now - putAt > GATHERED_NANOS && isDurable(spool, before)) {
                        return new Answer.Known();
                    }
                }
                case LinkState.Dismissed dismissed -> {
                    if (isFinal(dismissed.reason())) {
                        return new Answer.Dismissed(dismissed.reason());
                    }
                    untried.remove(dismissed.collector());
                }
                case LinkState.Failed failed -> untried.remove(failed.collector());
                case LinkState.Connecting ignored -> {
                    // wait
                }
                case LinkState.Stopped ignored -> {
                    // not begun
                }
            }
            if (uplink.report().acknowledged() > acknowledged) {
                acknowledged = uplink.report().acknowledged();
                progress = now;
            }
            boolean triedAll = untried.isEmpty() && now - began > LEAST_NANOS;
            boolean over = put ? now - progress > PROGRESS_NANOS : triedAll || now - began > MOST_NANOS;
            if (over || !sleep()) {
                return new Answer.Unheard(words -> why(link, words));
            }
        }
    }

    /** Whether something was written to the first lane since then, and all of it is on the collector's disk. */
    private static boolean isDurable(Spool spool, long before) {
        return first(spool).written() > before
                && first(spool).released() >= first(spool).written();
    }

    private static long written(Spool spool) {
        return first(spool).written();
    }

    private static Spool.Position first(Spool spool) {
        return spool.positions().stream()
                .filter(each -> each.lane() == FIRST_LANE)
                .findFirst()
                .orElseThrow();
    }

    private static String why(LinkState link, Words words) {
        return switch (link) {
            case LinkState.Failed failed ->
                failed.collector()
                        + words.say("tell.colon")
                        + words.say("Kind." + failed.kind().name(), words.detail(failed.detail()));
            case LinkState.Dismissed dismissed ->
                dismissed.collector() + words.say("tell.colon") + words.of(dismissed.reason());
            case LinkState.Connecting connecting ->
                words.say("Kind.TIMED_OUT", connecting.collector().toString());
            case LinkState.Connected connected ->
                words.say("Kind.TOO_SLOW", connected.collector().toString());
            case LinkState.Stopped ignored -> words.say("connection.stopped");
        };
    }

    /** The collector was reached, and takes nothing from this agent: there is nothing to tell. */
    private static boolean isFinal(GoodbyeReason reason) {
        return switch (reason) {
            case GOODBYE_REASON_REVOKED,
                    GOODBYE_REASON_UNKNOWN,
                    GOODBYE_REASON_QUARANTINED,
                    GOODBYE_REASON_TOO_NEW,
                    GOODBYE_REASON_NEEDS_APPROVAL -> true;
            case GOODBYE_REASON_EXPIRED,
                    GOODBYE_REASON_OVERLOADED,
                    GOODBYE_REASON_STOPPING,
                    GOODBYE_REASON_BAD_FRAME,
                    GOODBYE_REASON_REPLACED,
                    GOODBYE_REASON_UNSPECIFIED,
                    UNRECOGNIZED -> false;
        };
    }

    private static String who() {
        String user = System.getProperty("user.name", "?");
        return Optional.ofNullable(System.getenv("SUDO_USER"))
                .filter(asked -> !asked.equals(user))
                .map(asked -> user + " (sudo: " + asked + ")")
                .orElse(user);
    }

    private static boolean sleep() {
        try {
            Thread.sleep(LOOK_MILLIS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Nothing is read any more. */
    private static final class NoInventory implements InventoryRequests {
        @Override
        public List<InventoryDigest.Entry> digests() {
            return List.of();
        }

        @Override
        public void listCompletely(List<Place> places) {
            // The listing that is asked for would come too late.
        }
    }
}
