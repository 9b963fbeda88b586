package bzh.vigie.agent.persistence;

import bzh.vigie.agent.host.Apart;
import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.windows.LiveWindows;
import bzh.vigie.agent.host.windows.OwnProgram;
import bzh.vigie.event.Event;
import bzh.vigie.event.Moment;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * On a Windows, has the domain's directory read by a process apart and says each state of the source; or, without a folder for what is
 * kept, starts that process and ends before it does.
 */
public final class DirectoryProbe {
    private DirectoryProbe() {}

    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        if (arguments.length == 0) {
            Apart.Started started = OwnProgram.readDirectory(true);
            started.input().write(new byte[9]);
            started.input().flush();
            out.println("it says " + (char) started.output().read());
            Runtime.getRuntime().halt(0);
        }
        CountDownLatch states = new CountDownLatch(2);
        try (Machine machine = LiveWindows.open().ifFound().orElseThrow();
                DirectoryInventory inventory = DirectoryInventory.open(
                        event -> {
                            if (event instanceof Event.SourceState said) {
                                out.println("state " + said.reason() + " " + said.detail());
                                states.countDown();
                            }
                        },
                        () -> new Moment(InstantSource.system().instant(), "test", System.nanoTime() / 1_000),
                        machine,
                        Path.of(arguments[0]),
                        () -> {
                            throw new IllegalStateException("it is read by a process apart");
                        },
                        Optional.of(OwnProgram::readDirectory),
                        Duration.ofDays(1))) {
            inventory.start();
            states.await();
        }
    }
}
