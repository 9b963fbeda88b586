package bzh.vigie.collector;

import bzh.vigie.collector.detect.RuleTunings;
import bzh.vigie.collector.detect.sigma.Level;
import bzh.vigie.collector.detect.sigma.RuleSet;
import bzh.vigie.collector.detect.sigma.Tuning;
import bzh.vigie.collector.detect.sigma.Tuning.Exemption;
import bzh.vigie.collector.store.Reach;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.settings.BadSettingException;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code rules tune}: switches a rule off or on, gives it another level, or excepts events from it until a day. The running
 * collector takes it within seconds; author and reason are in the audit log.
 */
@Command(name = "tune", mixinStandardHelpOptions = true, resourceBundle = "bzh.vigie.collector.StoreWork")
final class RulesTuneCommand implements Callable<Integer> {
    private final InstantSource time;

    @Mixin
    private final CommandOptions options = new CommandOptions();

    @Parameters(paramLabel = "RULE", descriptionKey = "rules.id")
    private String rule = "";

    @Option(names = "--off", descriptionKey = "rules.set-off")
    private boolean off;

    @Option(names = "--on", descriptionKey = "rules.set-on")
    private boolean on;

    @Option(names = "--level", paramLabel = "LEVEL", descriptionKey = "rules.set-level")
    private Optional<String> level = Optional.empty();

    @Option(names = "--except", paramLabel = "FIELD=VALUE", descriptionKey = "rules.set-exception")
    private List<String> except = new ArrayList<>();

    @Option(names = "--until", paramLabel = "YYYY-MM-DD", descriptionKey = "rules.set-until")
    private Optional<String> until = Optional.empty();

    @Option(names = "--no-exceptions", descriptionKey = "rules.no-exceptions")
    private boolean noExceptions;

    @Option(names = "--author", paramLabel = "NAME", defaultValue = "${sys:user.name}", descriptionKey = "rules.by")
    private String author = "";

    @Option(names = "--reason", paramLabel = "TEXT", required = true, descriptionKey = "rules.why")
    private String reason = "";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    RulesTuneCommand() {
        this(InstantSource.system());
    }

    RulesTuneCommand(InstantSource time) {
        this.time = time;
    }

    @Override
    public Integer call() throws BadSettingException, IOException {
        Words words = options.words();
        if (reason.isBlank() || author.isBlank() || reason.length() > 2_000 || author.length() > 200) {
            throw wrong("rules.reason-needed");
        }
        if ((off && on) || (!off && !on && level.isEmpty() && except.isEmpty() && !noExceptions)) {
            throw wrong("rules.nothing");
        }
        Optional<Level> other = level();
        Optional<Exemption> exemption = except.isEmpty() ? Optional.empty() : Optional.of(exemption());
        if (!Reach.mayBeExcepted(rule)
                && (off || exemption.isPresent() || other.equals(Optional.of(Level.INFORMATIONAL)))) {
            throw wrong("exception.never", rule);
        }
        RuleSet rules = RulePacks.of(options.folder(), CollectorConfig.read(options.folder()))
                .load();
        boolean isRule =
                rules.rules().stream().anyMatch(each -> each.card().id().equals(rule));
        boolean isCorrelation =
                rules.correlations().stream().anyMatch(each -> each.card().id().equals(rule));
        boolean isDetector =
                rules.detectors().stream().anyMatch(each -> each.id().equals(rule));
        if (!isRule && !isCorrelation && !isDetector) {
            spec.commandLine().getErr().println(words.say("rules.unknown", rule));
            return ExitCode.SOFTWARE;
        }
        if (isCorrelation && exemption.isPresent()) {
            throw wrong("rules.no-exception-of-correlation");
        }
        return StoreWork.run(options, time, spec.commandLine().getErr(), store -> {
            store.change(session -> {
                Tuning before = RuleTunings.of(session, rule);
                List<Exemption> exceptions = new ArrayList<>(noExceptions ? List.of() : before.at(time.instant()));
                exemption.ifPresent(exceptions::add);
                if (exceptions.size() > Tuning.MOST_EXCEPTIONS) {
                    throw wrong("rules.too-many");
                }
                boolean isOff = off || (!on && before.off());
                Tuning tuning = new Tuning(rule, isOff, level.isPresent() ? other : before.level(), exceptions);
                RuleTunings.keep(session, new Scope.All(), tuning, SystemUser.author(author, reason), action());
            });
            spec.commandLine().getOut().println(words.say("rules.tuned", rule));
            spec.commandLine().getOut().flush();
            return ExitCode.OK;
        });
    }

    private Optional<Level> level() {
        if (level.isEmpty() || level.get().equals("own")) {
            return Optional.empty();
        }
        try {
            return Optional.of(Level.valueOf(level.get().toUpperCase(Locale.ROOT)));
        } catch (IllegalArgumentException e) {
            throw wrong("rules.bad-level", level.get());
        }
    }

    private Exemption exemption() {
        Map<String, String> lines = new LinkedHashMap<>();
        for (String each : except) {
            int equals = each.indexOf('=');
            if (equals < 1 || each.length() > 4_096) {
                throw wrong("rules.bad-exception", each, "FIELD=VALUE");
            }
            if (lines.put(each.substring(0, equals), each.substring(equals + 1)) != null) {
                throw wrong("rules.field-twice", each.substring(0, equals));
            }
        }
        if (lines.size() > 32) {
            throw wrong("rules.too-many");
        }
        Exemption exemption = new Exemption(lines, author, reason, day());
        exemption.wrong().ifPresent(why -> {
            throw wrong(
                    "rules.bad-exception",
                    String.join(" ", except),
                    why.in(options.words().locale()));
        });
        return exemption;
    }

    /** The end of the day, which must be to come: an exception without an end is forgotten and stays. */
    private Instant day() {
        try {
            Instant end = LocalDate.parse(until.orElse(""))
                    .plusDays(1)
                    .atStartOfDay(ZoneOffset.UTC)
                    .toInstant();
            if (end.isAfter(time.instant())) {
                return end;
            }
        } catch (DateTimeException notADay) {
            // Said below.
        }
        throw wrong("rules.bad-until", until.orElse(""));
    }

    private String action() {
        List<String> done = new ArrayList<>();
        if (off) {
            done.add("off");
        }
        if (on) {
            done.add("on");
        }
        level.ifPresent(each -> done.add("level " + each));
        if (noExceptions) {
            done.add("no exceptions");
        }
        if (!except.isEmpty()) {
            done.add("except " + String.join(" and ", except) + " until " + until.orElse(""));
        }
        String action = "tune: " + String.join(", ", done);
        return action.length() <= 500 ? action : action.substring(0, 500) + "…";
    }

    private ParameterException wrong(String key, String... values) {
        return new ParameterException(spec.commandLine(), options.words().say(key, values));
    }
}
