package bzh.vigie.agent;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code run} in the list of commands and its help; {@link Main} itself starts it without coming here. */
@Command(name = "run")
final class RunCommand implements Callable<Integer> {
    private final PrintStream err;

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Option(names = "--result", paramLabel = "FILE", descriptionKey = "usage.result")
    private Optional<Path> result = Optional.empty();

    RunCommand(PrintStream err) {
        this.err = err;
    }

    @Override
    public Integer call() {
        return new Run(new RunArguments(common.state().path(), common.language(), result), err).run();
    }
}
