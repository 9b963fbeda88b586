package bzh.vigie.collector;

import bzh.vigie.collector.identity.Authorities;
import bzh.vigie.collector.identity.IdentityException;
import bzh.vigie.collector.identity.IdentityFolder;
import bzh.vigie.collector.ledger.LedgerContent;
import bzh.vigie.collector.report.ReportClaims;
import bzh.vigie.collector.report.ReportMaking;
import bzh.vigie.collector.report.ReportMaking.Kind;
import bzh.vigie.collector.report.ReportSignature;
import bzh.vigie.collector.report.pdf.SignaturePlace;
import bzh.vigie.collector.store.Audit;
import bzh.vigie.event.Sha256;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code report}: a signed report or log book of an incident or of communes, and whether one is authentic, on any machine. */
@Command(
        name = "report",
        resourceBundle = "bzh.vigie.collector.ReportCommand",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class ReportCommand implements Callable<Integer> {
    private static final String BUNDLE = "bzh.vigie.collector.ReportCommand";

    /** Done, and it is not authentic. */
    private static final int REFUSED = 3;

    private static final int LONGEST_CLAIM = 300;

    private final InstantSource time;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before any method of a command is called
    private CommandSpec spec;

    ReportCommand() {
        this(InstantSource.system());
    }

    ReportCommand(InstantSource time) {
        this.time = time;
    }

    @Override
    public Integer call() {
        return Main.withoutCommand(spec);
    }

    @Command(name = "create", mixinStandardHelpOptions = true, resourceBundle = BUNDLE)
    int create(
            @Mixin CommandOptions options,
            @Mixin ReportScope scope,
            @Option(names = "--out", paramLabel = "FILE", required = true, descriptionKey = "report.out") Path out) {
        return making(options).make(scope, Optional.empty(), Kind.REPORT, out);
    }

    @Command(name = "log", mixinStandardHelpOptions = true, resourceBundle = BUNDLE)
    int log(
            @Mixin CommandOptions options,
            @Mixin ReportScope scope,
            @Option(names = "--out", paramLabel = "FILE", required = true, descriptionKey = "report.log-out")
                    Path out) {
        return making(options).logBook(scope, Optional.empty(), out);
    }

    private ReportWriting making(CommandOptions options) {
        return new ReportWriting(spec, options, time);
    }

    @Command(name = "verify", mixinStandardHelpOptions = true, resourceBundle = BUNDLE)
    int verify(
            @Mixin CommandOptions options,
            @Parameters(paramLabel = "FILE", descriptionKey = "report.file") Path file,
            @Option(names = "--ca-sha256", paramLabel = "HEX", descriptionKey = "report.ca-sha256")
                    List<String> fingerprints,
            @Option(names = "--ca", paramLabel = "FILE", descriptionKey = "report.ca") List<Path> certificates) {
        Words words = words(options);
        Set<Sha256> trusted = new HashSet<>();
        boolean own = false;
        try {
            for (String each : fingerprints == null ? List.<String>of() : fingerprints) {
                trusted.add(new Sha256(each.replace(":", "").strip().toLowerCase(Locale.ROOT)));
            }
            for (Path each : certificates == null ? List.<Path>of() : certificates) {
                for (X509Certificate certificate : Anchoring.certificates(each)) {
                    trusted.add(Sha256.over(Authorities.der(certificate)));
                }
            }
            if (trusted.isEmpty()) {
                trusted.add(authority(options));
                own = true;
            }
        } catch (IllegalArgumentException | IOException | CertificateException | IdentityException e) {
            err().println(words.say("report.trust"));
            return ExitCode.USAGE;
        }
        byte[] bytes;
        try {
            if (Files.size(file) > SignaturePlace.MOST_BYTES) {
                err().println(words.say("report.too-long", file.toString()));
                return REFUSED;
            }
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            err().println(words.say("report.unread", file.toString()));
            return ExitCode.SOFTWARE;
        }
        int code = switch (ReportSignature.verify(bytes, trusted)) {
            case ReportSignature.Authentic authentic ->
                own ? here(options, words, authentic, Sha256.over(bytes)) : authentic(options, words, authentic, "");
            case ReportSignature.Refused refused -> refused(options, words, file, refused);
        };
        out().flush();
        return code;
    }

    /** The fingerprint of the collector's own authority, for which no passphrase is needed. */
    private static Sha256 authority(CommandOptions options) {
        Path folder = options.folder().identity();
        return new IdentityFolder(folder, IdentityFolder.passphraseIn(folder), new SecureRandom()).fingerprint();
    }

    /** On the collector itself, whose log has what it made. */
    private int here(CommandOptions options, Words words, ReportSignature.Authentic authentic, Sha256 digest) {
        return StoreWork.run(options, time, err(), store -> {
            Optional<Audit.Entry> noted = store.read(session -> ReportMaking.noted(session, digest));
            String text = noted.map(entry -> words.say(
                            "report.noted",
                            Long.toString(entry.number()),
                            entry.time().toString(),
                            Words.clean(entry.author().name(), LONGEST_CLAIM)))
                    .orElseGet(() -> words.say("report.not-noted"));
            int code = authentic(options, words, authentic, text);
            return noted.isPresent() ? code : REFUSED;
        });
    }

    /** @param noted what the collector's own log says of it; empty on another machine */
    private int authentic(CommandOptions options, Words words, ReportSignature.Authentic authentic, String noted) {
        LedgerContent claims = authentic.claims();
        String ca = Sha256.over(Authorities.der(authentic.authority())).hex();
        if (options.json()) {
            JsonRow row = new JsonRow("report-check").put("authentic", true).put("ca_sha256", ca);
            claims.fields()
                    .forEach(
                            (name, value) -> row.put(name.equals("kind") ? "document" : name.replace('-', '_'), value));
            out().println(row);
            return ExitCode.OK;
        }
        out().println(words.say("report.authentic", ca));
        out().println(words.say("report.claims"));
        for (String name : ReportClaims.ALL) {
            if (!claims.field(name).isEmpty()) {
                String value = value(words, name, claims.field(name));
                out().println("  " + words.say("report.claim." + name) + " " + value);
            }
        }
        out().println(noted.isEmpty() ? words.say("report.ask-collector") : noted);
        out().println(words.say("report.caution"));
        return ExitCode.OK;
    }

    private static String value(Words words, String name, String claim) {
        if (name.equals(ReportClaims.CONCLUSION)) {
            return conclusion(words, claim);
        }
        String first = claim.split(" ", 2)[0];
        String key = "report.signed." + first;
        return name.equals(ReportClaims.SIGNED) && words.bundle().containsKey(key)
                ? words.say(key) + Words.clean(claim.substring(first.length()), LONGEST_CLAIM)
                : Words.clean(claim, LONGEST_CLAIM);
    }

    /** One of the four words, or that there is none; what another version may claim stays as it is. */
    private static String conclusion(Words words, String claim) {
        String key = "report.conclusion." + claim;
        return words.bundle().containsKey(key) ? words.say(key) : Words.clean(claim, LONGEST_CLAIM);
    }

    private int refused(CommandOptions options, Words words, Path file, ReportSignature.Refused refused) {
        String reason = refused.reason().name().toLowerCase(Locale.ROOT).replace('_', '-');
        String text = words.say(
                "report.refused." + reason,
                file.toString(),
                refused.authority().map(Sha256::hex).orElse(""));
        if (options.json()) {
            out().println(new JsonRow("report-check")
                    .put("authentic", false)
                    .put("reason", reason)
                    .put("text", text));
        } else {
            out().println(text);
        }
        return REFUSED;
    }

    private static Words words(CommandOptions options) {
        return Words.of(ReportCommand.class, options.locale());
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }
}
