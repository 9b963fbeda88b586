package bzh.vigie.agent;

import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.Reading.Found;
import bzh.vigie.agent.host.linux.LiveMachine;
import bzh.vigie.agent.identity.IdentityException;
import bzh.vigie.agent.identity.StateFolder;
import bzh.vigie.agent.selftest.Selftest;
import bzh.vigie.agent.selftest.Selftest.Result;
import bzh.vigie.text.Printable;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * {@code selftest}: plants harmless specimens on this machine, says which are found, and removes them. Only for its
 * administrator; nothing else can start it.
 */
@Command(name = "selftest")
final class SelftestCommand implements Callable<Integer> {
    private final PrintStream out;
    private final PrintStream err;

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Mixin
    private FormatOption format = new FormatOption();

    SelftestCommand(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() throws InterruptedException {
        Words words = common.words();
        StateFolder state = common.state();
        try {
            if (Platform.here().isWindows()) {
                err.println(words.say("selftest.no-specimens"));
                return Main.FAILED;
            }
            if (!Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"))) {
                err.println(words.say("selftest.not-root"));
                return Main.FAILED;
            }
            if (!(LiveMachine.open() instanceof Found<Machine>(Machine opened))) {
                err.println(words.say("run.machine", "/"));
                return Main.FAILED;
            }
            state.create();
            boolean agentRuns = StatusCommand.isRunning(state);
            Selftest test = new Selftest(state, Path.of("/"), new SecureRandom(), InstantSource.system());
            Thread removal = new Thread(() -> close(test), "selftest-removal");
            Runtime.getRuntime().addShutdownHook(removal);
            try (Machine machine = opened) {
                List<Result> results = test.run(machine, agentRuns);
                return show(results, agentRuns, words);
            } finally {
                Runtime.getRuntime().removeShutdownHook(removal);
                close(test);
            }
        } catch (IdentityException e) {
            err.println(words.detail(e.detail()));
            return Main.FAILED;
        } catch (IOException e) {
            err.println(words.say("selftest.failed", Printable.line(String.valueOf(e.getMessage()), 300)));
            return Main.FAILED;
        }
    }

    private static void close(Selftest test) {
        try {
            test.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int show(List<Result> results, boolean agentRuns, Words words) throws IOException {
        int tried = 0;
        int found = 0;
        int soon = 0;
        for (Result result : results) {
            if (result instanceof Result.Tried t) {
                tried++;
                found += t.found() ? 1 : 0;
                soon += t.noticed().filter(d -> d.compareTo(Selftest.SOON) <= 0).isPresent() ? 1 : 0;
            }
            out.println(format.isLines() ? json(result) : line(result, agentRuns, words));
        }
        boolean good = found == tried && (!agentRuns || soon == tried);
        if (format.isLines()) {
            out.println(summary(tried, found, soon, results.size(), agentRuns));
        } else {
            out.println(words.say("selftest.summary", found, tried, results.size() - tried));
            out.println(agentRuns ? words.say("selftest.agent", soon, tried) : words.say("selftest.no-agent"));
        }
        return good ? Main.DONE : Main.FAILED;
    }

    private static String line(Result result, boolean agentRuns, Words words) {
        return switch (result) {
            case Result.Tried t -> {
                String noticed = t.noticed()
                        .map(d -> words.say("selftest.noticed", d.toMillis()))
                        .orElse(agentRuns ? words.say("selftest.unnoticed") : "");
                yield String.format(
                                Locale.ROOT,
                                "%-34s %-10s %s",
                                t.location(),
                                words.say(t.found() ? "selftest.found" : "selftest.missed"),
                                noticed)
                        .stripTrailing();
            }
            case Result.Not n ->
                String.format(
                        Locale.ROOT,
                        "%-34s %-10s %s",
                        n.location(),
                        words.say("selftest.untried"),
                        words.of(n.why()) + (n.detail().isEmpty() ? "" : " (" + Printable.line(n.detail(), 200) + ")"));
        };
    }

    private interface Fields {
        void write(JsonGenerator json) throws IOException;
    }

    private static String json(Result result) throws IOException {
        return object(json -> {
            json.writeStringField("kind", "selftest");
            json.writeStringField("location", result.location());
            switch (result) {
                case Result.Tried t -> {
                    json.writeStringField("path", t.path());
                    json.writeBooleanField("found", t.found());
                    if (t.noticed().isPresent()) {
                        json.writeNumberField("noticed_ms", t.noticed().get().toMillis());
                    }
                }
                case Result.Not n -> {
                    json.writeStringField(
                            "untried", n.why().name().toLowerCase(Locale.ROOT).replace('_', '-'));
                    if (!n.detail().isEmpty()) {
                        json.writeStringField("detail", n.detail());
                    }
                }
            }
        });
    }

    private static String summary(int tried, int found, int soon, int locations, boolean agentRuns) throws IOException {
        return object(json -> {
            json.writeStringField("kind", "summary");
            json.writeNumberField("locations", locations);
            json.writeNumberField("tried", tried);
            json.writeNumberField("found", found);
            json.writeBooleanField("agent_runs", agentRuns);
            json.writeNumberField("noticed_soon", soon);
        });
    }

    private static String object(Fields fields) throws IOException {
        StringWriter line = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(line)) {
            json.writeStartObject();
            fields.write(json);
            json.writeEndObject();
        }
        return line.toString();
    }
}
