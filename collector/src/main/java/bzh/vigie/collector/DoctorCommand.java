package bzh.vigie.collector;

import bzh.vigie.collector.notify.JsonLine;
import bzh.vigie.collector.store.Author;
import bzh.vigie.event.ItemFields;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code doctor}: looks at the collector's own state, says of each thing how it is and what to do; changes nothing but counts that it is told to repair. */
@Command(name = "doctor", resourceBundle = "bzh.vigie.collector.StoreWork", mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
    /** Name of the ingest log. */
    private static final String LOG = "ingest";

    private final InstantSource time;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command is called
    private CommandSpec spec;

    @Mixin
    private final CommandOptions options = new CommandOptions();

    /** Counts that are not what all alerts give are made anew. */
    @Option(names = "--repair-counts")
    private boolean repair;

    @Mixin
    private final AuthorOptions who = new AuthorOptions();

    DoctorCommand() {
        this(InstantSource.system());
    }

    DoctorCommand(InstantSource time) {
        this.time = time;
    }

    /** 0 where nothing is wrong, 1 where something is. */
    @Override
    public Integer call() {
        Words words = options.words();
        Instant now = time.instant();
        Optional<Author> author = repair ? Optional.of(who.author(words)) : Optional.empty();
        List<Check> checks = new ArrayList<>();
        if (!Files.notExists(options.dir) && !FolderChecks.mayEnter(options.dir)) {
            // Everything in it would look as if it were missing.
            checks.add(Check.wrong("folder-denied", options.dir.toString(), FolderChecks.owner(options.dir)));
        } else if (Files.isDirectory(options.dir)) {
            checks.addAll(new FolderChecks(options.folder()).all(now));
            checks.addAll(new AuthorityChecks(options.folder(), words.locale()).all());
            checks.addAll(new MailChecks(options.folder()).all(now));
            checks.addAll(new OpenIdChecks(options.folder(), time).all());
            checks.addAll(new StoreChecks(options.folder(), LOG, words, author).all(now));
        } else {
            checks.add(Check.wrong("folder-missing", options.dir.toString()));
        }
        PrintWriter out = spec.commandLine().getOut();
        checks.forEach(check -> print(out, words, check));
        out.flush();
        boolean wrong = checks.stream().anyMatch(check -> check.verdict() == Check.Verdict.WRONG);
        return wrong ? ExitCode.SOFTWARE : ExitCode.OK;
    }

    private void print(PrintWriter out, Words words, Check check) {
        String[] values = check.values().toArray(String[]::new);
        String verdict = ItemFields.word(check.verdict());
        String text = words.say("doctor." + check.key(), values);
        String remedy = check.verdict() == Check.Verdict.GOOD ? "" : words.say("doctor." + check.key() + ".do", values);
        if (options.json()) {
            out.println(JsonLine.of(json -> {
                json.writeStringField("kind", "check");
                json.writeStringField("check", check.key());
                json.writeStringField("verdict", verdict);
                json.writeStringField("text", text);
                json.writeStringField("remedy", remedy);
            }));
            return;
        }
        out.println(words.say("verdict." + verdict) + "  " + text);
        if (!remedy.isEmpty()) {
            out.println("      → " + remedy);
        }
    }
}
