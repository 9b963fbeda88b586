package bzh.vigie.collector;

import bzh.vigie.collector.evidence.LedgerVerification;
import bzh.vigie.collector.ledger.Anchor;
import bzh.vigie.collector.ledger.LedgerCheck;
import bzh.vigie.collector.ledger.TimeStamp;
import bzh.vigie.collector.ledger.TimeStampException;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Store;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code incident verify}: whether the evidence is as it was written. The whole ledger of this collector, since incidents share it, against
 * anchors that were kept elsewhere, and everything that is shown against it; of one incident also its conclusions, worked out again.
 */
@Command(name = "verify", mixinStandardHelpOptions = true, resourceBundle = IncidentConcludeCommand.BUNDLE)
final class IncidentVerifyCommand implements Callable<Integer> {
    /** Done, and something was changed outside the program. */
    private static final int FOUND = 3;

    /** The ledger holds, and a conclusion is not worked out again as it was: by what was told or written since, or by what the ledger does not hold. */
    private static final int CHANGED = 4;

    private final InstantSource time;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private CommandOptions options = new CommandOptions();

    @Parameters(paramLabel = "NUMBER", arity = "0..1", descriptionKey = "verify-incident")
    private Optional<String> id = Optional.empty();

    @Option(names = "--anchor", paramLabel = "FILE|LINE", descriptionKey = "verify-anchor")
    private List<String> given = new ArrayList<>();

    @Option(names = "--time-stamp", paramLabel = "FILE", descriptionKey = "verify-time-stamp")
    private Optional<Path> stamp = Optional.empty();

    @Option(names = "--time-stamp-ca", paramLabel = "FILE", descriptionKey = "verify-time-stamp-ca")
    private Optional<Path> authority = Optional.empty();

    IncidentVerifyCommand() {
        this(InstantSource.system());
    }

    IncidentVerifyCommand(InstantSource time) {
        this.time = time;
    }

    @Override
    public Integer call() {
        Words words = Words.of(LedgerCommand.class, options.locale());
        List<Anchor> anchors = new ArrayList<>();
        for (String each : given) {
            Optional<String> text = text(each);
            Anchor.Found found = Anchor.find(text.orElse(""));
            if (text.isEmpty() || found.damaged() > 0 || found.anchors().isEmpty()) {
                String key = text.isEmpty() ? "ledger.anchor-unread" : "ledger.anchor-damaged";
                err().println(words.say(key, each));
                return ExitCode.USAGE;
            }
            anchors.addAll(found.anchors());
        }
        Optional<Instant> stamped = Optional.empty();
        if (stamp.isPresent() || authority.isPresent()) {
            if (stamp.isEmpty() || authority.isEmpty() || anchors.size() != 1) {
                err().println(words.say("ledger.time-stamp-needs"));
                return ExitCode.USAGE;
            }
            try {
                stamped = Optional.of(stamped(stamp.get(), authority.get(), anchors.getFirst()));
            } catch (TimeStampException e) {
                err().println(words.say(Anchoring.key(e.reason())));
                return ExitCode.SOFTWARE;
            } catch (IOException | CertificateException e) {
                err().println(words.say("ledger.anchor-unread", stamp.get() + ", " + authority.get()));
                return ExitCode.USAGE;
            }
        }
        Optional<Instant> attested = stamped;
        Optional<IncidentId> incident = id.map(number -> new IncidentWork(spec, options, time).id(number));
        return StoreWork.run(options, time, err(), store -> {
            int code = verify(options, words, store, anchors, attested);
            int again = incident.isPresent() ? recompute(store, incident.get(), code == ExitCode.OK) : ExitCode.OK;
            return code == ExitCode.OK ? again : code;
        });
    }

    /** The conclusions of an incident that persons signed or refused, worked out again; 1 where there is no such incident. */
    private int recompute(Store store, IncidentId incident, boolean sound) {
        IncidentWork work = new IncidentWork(spec, options, time);
        Optional<Incident> found = store.read(session -> session.incidents().find(options.scope(), incident));
        if (found.isEmpty() || !store.<Boolean>read(s -> s.incidents().whole(options.scope(), incident))) {
            err().println(
                            found.isEmpty()
                                    ? work.words().say("no-incident", incident.text())
                                    : work.words().say("not-whole"));
            return ExitCode.SOFTWARE;
        }
        boolean changed = new ConclusionSignature(work, options).recompute(store, found.get()) != ExitCode.OK;
        if (changed && sound && !options.json()) {
            out().println(work.words().say("verify-changed-since"));
        }
        out().flush();
        return changed ? CHANGED : ExitCode.OK;
    }

    private static Instant stamped(Path stamp, Path authority, Anchor anchor)
            throws TimeStampException, IOException, CertificateException {
        if (Files.size(stamp) > TimeStamp.MOST_BYTES) {
            throw new IOException("too long");
        }
        List<X509Certificate> authorities = Anchoring.certificates(authority);
        return TimeStamp.verify(Files.readAllBytes(stamp), anchor, authorities);
    }

    /** The line itself, or what stands in a file; empty where there is no such file. */
    private static Optional<String> text(String given) {
        if (!Anchor.find(given).anchors().isEmpty()) {
            return Optional.of(given);
        }
        try {
            Path file = Path.of(given);
            // A mailbox may hold any bytes; an anchor is ASCII.
            return Files.size(file) > Anchor.MOST_BYTES
                    ? Optional.empty()
                    : Optional.of(Files.readString(file, StandardCharsets.ISO_8859_1));
        } catch (IOException | InvalidPathException e) {
            return Optional.empty();
        }
    }

    private int verify(
            CommandOptions options, Words words, Store store, List<Anchor> anchors, Optional<Instant> stamped) {
        LedgerVerification.Outcome outcome = LedgerVerification.of(store, anchors);
        LedgerCheck.Result chain = outcome.chain();
        Optional<Anchor> latest = chain.latest();
        if (options.json()) {
            out().println(new JsonRow("ledger-check")
                    .put("sound", outcome.sound())
                    .put("entries", chain.entries())
                    .put("head", chain.last().map(last -> last.hash().hex()).orElse(""))
                    .put("anchors", anchors.size())
                    .put(
                            "vouched_since",
                            chain.earliest()
                                    .map(anchor -> anchor.time().toString())
                                    .orElse(""))
                    .put(
                            "vouched_at",
                            latest.map(anchor -> anchor.time().toString()).orElse(""))
                    .put("vouched_from_entry", latest.isEmpty() ? 0 : chain.vouchedFrom())
                    .put("vouched_to_entry", latest.map(Anchor::number).orElse(0L))
                    .put("not_vouched", chain.notVouched())
                    .put("without_content", chain.withoutContent())
                    .put("time_stamp", stamped.map(Instant::toString).orElse("")));
        }
        for (LedgerCheck.Fault fault : chain.faults()) {
            String key = "ledger.fault." + word(fault.finding());
            fault(
                    options,
                    word(fault.finding()),
                    Long.toString(fault.number()),
                    words.say(key, Long.toString(fault.number())));
        }
        for (LedgerVerification.Different each : outcome.differences()) {
            String key = "ledger.fault." + word(each.difference());
            fault(options, word(each.difference()), each.id(), words.say(key, each.id()));
        }
        if (!options.json()) {
            summary(words, outcome, anchors, stamped);
        }
        out().flush();
        return outcome.sound() ? ExitCode.OK : FOUND;
    }

    private void fault(CommandOptions options, String word, String subject, String text) {
        out().println(
                        options.json()
                                ? new JsonRow("ledger-fault")
                                        .put("fault", word)
                                        .put("subject", subject)
                                        .put("text", text)
                                        .toString()
                                : text);
    }

    private void summary(
            Words words, LedgerVerification.Outcome outcome, List<Anchor> anchors, Optional<Instant> stamped) {
        LedgerCheck.Result chain = outcome.chain();
        if (chain.moreFaults() > 0) {
            out().println(words.say("ledger.more", Long.toString(chain.moreFaults())));
        }
        out().println(words.say(outcome.sound() ? "ledger.holds" : "ledger.broken", Long.toString(chain.entries())));
        if (chain.withoutContent() > 0) {
            out().println(words.say("ledger.without-content", Long.toString(chain.withoutContent())));
        }
        Optional<Anchor> latest = chain.latest();
        if (anchors.isEmpty()) {
            out().println(words.say("ledger.no-anchor"));
        } else if (latest.isEmpty()) {
            out().println(words.say("ledger.no-anchor-holds"));
        } else {
            out().println(words.say(
                    "ledger.vouched",
                    chain.earliest().orElse(latest.get()).time().toString(),
                    Long.toString(chain.vouchedFrom()),
                    Long.toString(latest.get().number()),
                    latest.get().time().toString()));
            out().println(words.say("ledger.not-vouched", Long.toString(chain.notVouched())));
        }
        stamped.ifPresent(at -> out().println(words.say("ledger.stamp-holds", at.toString())));
    }

    private static String word(Enum<?> finding) {
        return finding.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }
}
