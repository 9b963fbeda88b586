package bzh.vigie.agent.persistence;

import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.windows.LiveWindows;
import bzh.vigie.agent.source.Sink;
import bzh.vigie.event.Clock;
import bzh.vigie.event.Event.Change;
import bzh.vigie.event.Event.ItemSeen;
import bzh.vigie.event.Event.SourceState;
import bzh.vigie.event.Moment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;

/**
 * The inventory of the Windows that runs it, each change written down as it comes: a program of its own, for tests of both sides,
 * which do not know this side's classes. The lines of its file {@code told} are {@code STATE STATE DETAIL}, {@code READY} after the
 * first pass, {@code CHANGE MILLIS LOCATION SOURCE|NAME}, the time on the wall clock since 1970, and {@code CLOSED}.
 */
public final class WatchedWindows {
    private static final Duration LOOK = Duration.ofMillis(200);

    private WatchedWindows() {}

    /** {@code FOLDER}: keeps its state in that folder and ends when a file {@code stop} is in it. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        Path told = folder.resolve("told");
        Clock clock = () -> new Moment(Instant.now(), "boot", System.nanoTime() / 1_000);
        Sink sink = event -> {
            switch (event) {
                case ItemSeen seen
                when seen.change() != Change.PRESENT ->
                    say(
                            told,
                            seen.change() + " " + System.currentTimeMillis() + " "
                                    + seen.item().location() + " " + seen.item().source() + "|"
                                    + seen.item().name());
                case SourceState state -> say(told, "STATE " + state.state() + " " + state.detail());
                default -> {}
            }
        };
        try (Machine machine = LiveWindows.watched().ifFound().orElseThrow();
                Inventory inventory = Inventory.open(
                        sink,
                        clock,
                        machine,
                        folder.resolve("inventory"),
                        new OwnCanaries(folder, System::nanoTime, () -> {}))) {
            inventory.start();
            boolean ready = false;
            while (!Files.exists(folder.resolve("stop"))) {
                if (!ready && inventory.progress() == Inventory.Progress.COMPLETE) {
                    say(told, "READY");
                    ready = true;
                }
                Thread.sleep(LOOK);
            }
        }
        say(told, "CLOSED");
    }

    private static synchronized void say(Path told, String line) {
        try {
            Files.writeString(told, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
