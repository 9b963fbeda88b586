package bzh.vigie.collector;

import bzh.vigie.collector.detect.AlertTexts;
import bzh.vigie.collector.identity.Authorities;
import bzh.vigie.collector.identity.IdentityException;
import bzh.vigie.collector.identity.IdentityFolder;
import bzh.vigie.collector.ledger.LedgerContent;
import bzh.vigie.collector.report.LogBook;
import bzh.vigie.collector.report.ReportContent;
import bzh.vigie.collector.report.ReportContent.Request;
import bzh.vigie.collector.report.ReportDocument;
import bzh.vigie.collector.report.ReportSignature;
import bzh.vigie.collector.report.ReportSource;
import bzh.vigie.collector.report.pdf.SignaturePlace;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.Sha256;
import bzh.vigie.settings.BadSettingException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;

/** Makes reports and log books, for the commands that do. */
final class ReportMaking {
    private final CommandSpec spec;
    private final CommandOptions options;
    private final InstantSource time;

    ReportMaking(CommandSpec spec, CommandOptions options, InstantSource time) {
        this.spec = spec;
        this.options = options;
        this.time = time;
    }

    /** What is made of a request. */
    enum Kind {
        REPORT,
        LOG_BOOK,
        LOG_BOOK_CSV
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
        Optional<ReportContent> content = store.read(session -> ReportSource.of(session, request, texts));
        if (content.isEmpty()) {
            err().println(words.say("report.nothing"));
            return ExitCode.SOFTWARE;
        }
        byte[] bytes;
        if (kind == Kind.LOG_BOOK_CSV) {
            bytes = store.read(session -> LogBook.of(session, request, texts))
                    .csv()
                    .getBytes(StandardCharsets.UTF_8);
        } else {
            SignaturePlace place = kind == Kind.REPORT
                    ? ReportDocument.of(content.get())
                    : store.read(session -> LogBook.of(session, request, texts)).pdf(content.get());
            IdentityFolder identity = new IdentityFolder(
                    options.folder().identity(),
                    CollectorConfig.read(options.folder()).passphrase(),
                    new SecureRandom());
            Authorities authorities = identity.authorities();
            LedgerContent claims = content.get().claims(kind == Kind.REPORT ? "report" : "log-book");
            bytes = ReportSignature.sign(place, claims, identity.reportSigner(authorities, request.made()));
        }
        Files.write(out, bytes);
        String ca = kind == Kind.LOG_BOOK_CSV
                ? ""
                : new IdentityFolder(options.folder().identity(), out, new SecureRandom())
                        .fingerprint()
                        .hex();
        if (options.json()) {
            out().println(new JsonRow("report")
                    .put("file", out.toString())
                    .put("sha256", Sha256.over(bytes).hex())
                    .put("ca_sha256", ca)
                    .put("ledger_sound", content.get().sound())
                    .put("ledger_anchor", content.get().anchor().line()));
        } else {
            out().println(words.say("report.written", out.toString()));
            if (!ca.isEmpty()) {
                out().println(words.say("report.fingerprint", ca));
            }
            if (!content.get().sound()) {
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
