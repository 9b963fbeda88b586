package bzh.vigie.agent.persistence;

import bzh.vigie.agent.directory.Membership;
import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.linux.LiveMachine;
import bzh.vigie.event.Event;
import bzh.vigie.event.Moment;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;

/**
 * Reads a directory as the agent that was chosen does, and what changed of it once for each line of its input, as after an hour; prints
 * places, items and states as they are told. Argument: folder for its state.
 */
public final class ChangesOfDirectory {
    private ChangesOfDirectory() {}

    public static void main(String[] arguments) throws Exception {
        try (Machine machine = LiveMachine.open().ifFound().orElseThrow();
                DirectoryInventory inventory = DirectoryInventory.open(
                        ChangesOfDirectory::print,
                        () -> new Moment(InstantSource.system().instant(), "test", System.nanoTime() / 1_000),
                        machine,
                        Path.of(arguments[0]),
                        () -> Membership.ofLinux(Path.of("/"), InstantSource.system()),
                        Duration.ofDays(1),
                        new DirectoryInventory.Rest(Duration.ZERO, Duration.ZERO, Duration.ofDays(1)),
                        Duration.ofMinutes(1));
                BufferedReader asked = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            inventory.start();
            while (asked.readLine() != null) {
                inventory.changed();
            }
        }
    }

    private static void print(Event event) {
        switch (event) {
            case Event.ItemSeen seen ->
                System.out.println(String.join(
                        "\t",
                        seen.change().name(),
                        seen.item().location(),
                        seen.item().source(),
                        seen.item().name(),
                        seen.item().value()));
            case Event.LocationRead read ->
                System.out.println("READ\t" + read.status().location() + "\t"
                        + read.status().state());
            case Event.SourceState state -> System.out.println("STATE\t" + state.state() + "\t" + state.detail());
            default -> {}
        }
    }
}
