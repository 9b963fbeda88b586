package bzh.vigie.collector;

import bzh.vigie.settings.BadSettingException;
import java.io.IOException;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code run}: the collector, until SIGTERM or Ctrl-C. */
@Command(name = "run", mixinStandardHelpOptions = true, resourceBundle = "bzh.vigie.collector.Main")
final class RunCommand implements Callable<Integer> {
    @Mixin
    private final FolderOptions options = new FolderOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException, BadSettingException, InterruptedException {
        Words words = options.words();
        if (!Folders.isThere(options, spec.commandLine().getErr())) {
            return 1;
        }
        CollectorConfig config = CollectorConfig.read(options.folder());
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        RunningCollector collector = RunningCollector.start(options.folder(), config, InstantSource.system());
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(() -> {
            asked.countDown();
            try {
                // The main thread stops everything; the machine may end when it has.
                var _ = stopped.await(60, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
        try (collector) {
            spec.commandLine()
                    .getErr()
                    .println(words.say("running", collector.address().toString()));
            config.consoleAddress()
                    .ifPresent(address -> spec.commandLine().getErr().println(words.say("console-at", address)));
            asked.await();
        } finally {
            stopped.countDown();
        }
        return 0;
    }
}
