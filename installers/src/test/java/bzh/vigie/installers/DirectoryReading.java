package bzh.vigie.installers;

import bzh.vigie.agent.directory.Membership;
import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.linux.LinuxApart;
import bzh.vigie.agent.host.linux.LiveMachine;
import bzh.vigie.agent.persistence.DirectoryInventory;
import bzh.vigie.event.Event;
import bzh.vigie.event.Moment;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * Reads a directory once by a process apart, as the agent that was chosen does, and prints each state of the source and how many items there were. Arguments:
 * folder for its state, root below which the computer's key and its authorities lie.
 */
public final class DirectoryReading {
    private DirectoryReading() {}

    public static void main(String[] arguments) throws Exception {
        CountDownLatch states = new CountDownLatch(2);
        try (Machine machine = LiveMachine.open().ifFound().orElseThrow();
                DirectoryInventory inventory = DirectoryInventory.open(
                        event -> {
                            if (event instanceof Event.SourceState said) {
                                System.out.println("state " + said.reason() + " " + said.detail());
                                states.countDown();
                            } else if (event instanceof Event.ItemSeen seen) {
                                System.out.println("item " + seen.item().location());
                            }
                        },
                        () -> new Moment(InstantSource.system().instant(), "test", System.nanoTime() / 1_000),
                        machine,
                        Path.of(arguments[0]),
                        () -> {
                            throw new IllegalStateException("it is read by a process apart");
                        },
                        Optional.of(LinuxApart.ofDirectory(
                                arguments[1], () -> Membership.keyToHand(Path.of(arguments[1])))),
                        Duration.ofDays(1))) {
            inventory.start();
            states.await();
        }
    }
}
