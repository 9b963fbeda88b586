package bzh.vigie.collector;

import bzh.vigie.collector.detect.AlertTexts;
import bzh.vigie.collector.identity.IdentityException;
import bzh.vigie.collector.identity.IdentityFolder;
import bzh.vigie.collector.report.ReportContent;
import bzh.vigie.collector.report.ReportContent.Request;
import bzh.vigie.collector.report.ReportMaking;
import bzh.vigie.collector.report.ReportMaking.Kind;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.Sha256;
import bzh.vigie.settings.BadSettingException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;

/** Writes reports and log books into files, for the commands that do. */
final class ReportWriting {
    private static final int LONGEST_NAME = 100;

    private final CommandSpec spec;
    private final CommandOptions options;
    private final InstantSource time;

    ReportWriting(CommandSpec spec, CommandOptions options, InstantSource time) {
        this.spec = spec;
        this.options = options;
        this.time = time;
    }

    /** Makes a log book, as PDF or CSV by how the file's name ends; gives the exit code. */
    int logBook(ReportScope scope, Optional<String> incident, Path out) {
        String name = out.toString().toLowerCase(Locale.ROOT);
        if (!name.endsWith(".pdf") && !name.endsWith(".csv")) {
            err().println(words().say("report.log-form", out.toString()));
            return ExitCode.USAGE;
        }
        return make(scope, incident, name.endsWith(".pdf") ? Kind.LOG_BOOK : Kind.LOG_BOOK_CSV, out);
    }

    /**
     * Makes one; gives the exit code.
     *
     * @param incident its number; empty where it is about communes
     */
    int make(ReportScope scope, Optional<String> incident, Kind kind, Path out) {
        Words words = words();
        AlertTexts texts = RulePacks.texts(options.folder());
        return StoreWork.run(options, time, err(), store -> {
            Request request = scope.request(options, words, store, time.instant(), incident);
            try {
                return make(store, request, kind, texts, out);
            } catch (IOException e) {
                err().println(words.say("report.not-written", out.toString(), String.valueOf(e.getMessage())));
                return ExitCode.SOFTWARE;
            } catch (IdentityException | BadSettingException e) {
                err().println(Failures.say(e, options.locale()));
                return ExitCode.SOFTWARE;
            }
        });
    }

    private int make(Store store, Request request, Kind kind, AlertTexts texts, Path out)
            throws IOException, BadSettingException {
        Words words = words();
        Optional<ReportMaking> made = ReportMaking.of(store, request, kind, texts);
        if (made.isEmpty()) {
            err().println(words.say("report.nothing"));
            return ExitCode.SOFTWARE;
        }
        ReportContent content = made.get().content();
        byte[] bytes;
        String ca;
        if (kind == Kind.LOG_BOOK_CSV) {
            bytes = made.get().unsigned();
            ca = "";
        } else {
            IdentityFolder identity = new IdentityFolder(
                    options.folder().identity(),
                    CollectorConfig.read(options.folder()).passphrase(),
                    new SecureRandom());
            bytes = made.get().signed(identity.authorities().signing().reportSigner(request.made()));
            ca = identity.fingerprint().hex();
        }
        store.change(session -> ReportMaking.note(
                session,
                SystemUser.author(request.author(), "report"),
                request,
                Words.clean(String.valueOf(out.getFileName()), LONGEST_NAME),
                bytes));
        Files.write(out, bytes);
        if (options.json()) {
            out().println(new JsonRow("report")
                    .put("file", out.toString())
                    .put("sha256", Sha256.over(bytes).hex())
                    .put("ca_sha256", ca)
                    .put("ledger_sound", content.sound())
                    .put("ledger_anchor", content.anchor().line()));
        } else {
            out().println(words.say("report.written", out.toString()));
            if (!ca.isEmpty()) {
                out().println(words.say("report.fingerprint", ca));
            }
            if (!content.sound()) {
                err().println(words.say("report.unsound"));
            }
        }
        out().flush();
        return ExitCode.OK;
    }

    private Words words() {
        return Words.of(ReportCommand.class, options.locale());
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }
}
