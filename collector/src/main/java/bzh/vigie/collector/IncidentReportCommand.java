package bzh.vigie.collector;

import bzh.vigie.collector.report.ReportMaking.Kind;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code incident report}: the signed report of an incident, or its log book. */
@Command(name = "report", mixinStandardHelpOptions = true, resourceBundle = IncidentConcludeCommand.BUNDLE)
final class IncidentReportCommand implements Callable<Integer> {
    private final InstantSource time;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private CommandOptions options = new CommandOptions();

    @Mixin
    private ReportScope scope = new ReportScope();

    @Parameters(paramLabel = "NUMBER", descriptionKey = "report.incident")
    private String id = "";

    @Option(names = "--out", paramLabel = "FILE", required = true, descriptionKey = "report.out")
    private Path out = Path.of("");

    @Option(names = "--log-book", descriptionKey = "report.log-book")
    private boolean logBook;

    IncidentReportCommand() {
        this(InstantSource.system());
    }

    IncidentReportCommand(InstantSource time) {
        this.time = time;
    }

    @Override
    public Integer call() {
        ReportWriting making = new ReportWriting(spec, options, time);
        return logBook
                ? making.logBook(scope, Optional.of(id), out)
                : making.make(scope, Optional.of(id), Kind.REPORT, out);
    }
}
