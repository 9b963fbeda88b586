package bzh.vigie.installers;

import bzh.vigie.agent.host.AuditPolicy.Audited;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.source.AuditStates;
import bzh.vigie.agent.source.EventLogSource;
import bzh.vigie.agent.source.WantedAudit;
import bzh.vigie.agent.source.WindowsChannel;
import bzh.vigie.event.Clock;
import bzh.vigie.event.Event;
import bzh.vigie.event.Event.SourceState;
import bzh.vigie.event.Moment;
import bzh.vigie.text.SourceText;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the agent says in French on a Windows where nothing is set that it wishes for, read as a person would: the commands and values that
 * its sentences name. The Windows is made up; the sentences are those that {@code status} shows.
 */
final class Remedies {
    private static final Pattern AUDITPOL =
            Pattern.compile("auditpol /set /subcategory:((?:\\{[0-9A-F-]+\\},?)+) /(success|failure):enable");
    private static final Pattern REG = Pattern.compile("reg add HKLM\\\\(\\S+) /v (\\S+) /t (\\S+) /d (\\S+) /f");
    private static final Pattern ALSO =
            Pattern.compile("la valeur (\\S+) = (\\S+) \\((\\S+)\\) dans sa sous-clé (\\w+)");
    private static final Pattern SWITCH = Pattern.compile("wevtutil sl \"([^\"]+)\" /e:true");
    private static final Pattern SWITCH_KEY =
            Pattern.compile("Registre, HKLM\\\\([^,]+), valeur (\\w+) \\((\\w+)\\) = (\\d)");
    private static final Pattern SIZE = Pattern.compile("wevtutil sl \"([^\"]+)\" /ms:(\\d+)");
    private static final Pattern SIZE_KB = Pattern.compile("\\(Ko\\) : (\\d+)");
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Clock CLOCK = () -> new Moment(NOW, "boot", 5_000_000);

    private final Map<String, String> sentences;

    private Remedies(Map<String, String> sentences) {
        this.sentences = sentences;
    }

    /** Of a Windows where all is off, every channel. */
    static Remedies allOff(Path folder, boolean controller) throws InterruptedException {
        return new Remedies(told(folder, controller, true));
    }

    /** Of one whose channels are on and small. */
    static Remedies small(Path folder) throws InterruptedException {
        return new Remedies(told(folder, false, false));
    }

    private static Map<String, String> told(Path folder, boolean controller, boolean off) throws InterruptedException {
        FakeEventLogs logs = new FakeEventLogs(NOW);
        logs.maxBytes(1 << 20);
        Set<String> awaited = new HashSet<>(Set.of("windows.audit.command-line", "windows.audit.scripts"));
        awaited.add("windows.audit.modules");
        WantedAudit.table().subcategories().forEach(each -> awaited.add("windows.audit." + each.source()));
        for (WindowsChannel each : WindowsChannel.all()) {
            if (controller || !each.path().equals("Directory Service")) {
                logs.add(each.path(), List.of());
            }
            if (off) {
                logs.disable(each.path());
            }
            awaited.add(each.source());
        }
        Map<String, String> sentences = new ConcurrentHashMap<>();
        CountDownLatch all = new CountDownLatch(1);
        java.util.function.Consumer<Event> sink = event -> {
            if (event instanceof SourceState state) {
                sentences.putIfAbsent(state.source(), SourceText.say(state.detail(), Locale.FRENCH));
                if (sentences.keySet().containsAll(awaited)) {
                    all.countDown();
                }
            }
        };
        // A certification authority too, which most are not: what they alone write is set everywhere.
        AuditStates audit = new AuditStates(
                sink::accept,
                CLOCK,
                ignored -> Reading.found(new Audited(false, false)),
                Reading.found(new AuthorityRegistry()));
        try (EventLogSource source =
                new EventLogSource(sink::accept, CLOCK, Duration.ofMillis(5), logs, audit, folder, ignored -> {})) {
            source.start();
            if (!all.await(60, TimeUnit.SECONDS)) {
                throw new AssertionError("told of " + new TreeSet<>(sentences.keySet()) + ", not of all " + awaited);
            }
        }
        return sentences;
    }

    /** GUIDs in upper case, each with what is audited: 1 successes, 3 failures too. */
    Map<String, Integer> subcategories() {
        Map<String, Integer> audited = new TreeMap<>();
        matches(AUDITPOL).forEach(found -> {
            int bit = found.group(2).equals("success") ? 1 : 2;
            for (String guid : found.group(1).split(",", -1)) {
                audited.merge(guid.replaceAll("[{}]", ""), bit, (before, more) -> before | more);
            }
        });
        return audited;
    }

    /** Values of the registry. */
    Set<RegistryValue> values() {
        Set<RegistryValue> values = new HashSet<>();
        for (String sentence : sentences.values()) {
            REG.matcher(sentence).results().forEach(reg -> {
                values.add(new RegistryValue(reg.group(1), reg.group(2), reg.group(3), reg.group(4)));
                ALSO.matcher(sentence)
                        .results()
                        .forEach(also -> values.add(new RegistryValue(
                                reg.group(1) + "\\" + also.group(4), also.group(1), also.group(3), also.group(2))));
            });
        }
        return values;
    }

    /** Channels that a command switches on. */
    Set<String> channels() {
        Set<String> channels = new TreeSet<>();
        matches(SWITCH).forEach(found -> channels.add(found.group(1)));
        return channels;
    }

    /** Values that switch channels on, of those that Windows leaves off. */
    Set<RegistryValue> switches() {
        Set<RegistryValue> switches = new HashSet<>();
        sentences.values().stream()
                .filter(sentence -> !sentence.contains("alors que Windows l’active"))
                .forEach(sentence -> SWITCH_KEY
                        .matcher(sentence)
                        .results()
                        .forEach(found -> switches.add(
                                new RegistryValue(found.group(1), found.group(2), found.group(3), found.group(4)))));
        return switches;
    }

    /** Channels with the size that a command gives them, in bytes. */
    Map<String, Long> sizes() {
        Map<String, Long> sizes = new HashMap<>();
        matches(SIZE).forEach(found -> sizes.put(found.group(1), Long.parseLong(found.group(2))));
        return sizes;
    }

    /** The sizes that a policy gives them, in KB. */
    Collection<Long> policySizes() {
        return matches(SIZE_KB).map(found -> Long.parseLong(found.group(1))).toList();
    }

    private Stream<MatchResult> matches(Pattern pattern) {
        List<MatchResult> found = new ArrayList<>();
        sentences
                .values()
                .forEach(sentence ->
                        found.addAll(pattern.matcher(sentence).results().toList()));
        return found.stream();
    }
}
