package bzh.vigie.agent.persistence.format.registry;

import bzh.vigie.agent.host.RegistryValue;
import bzh.vigie.agent.host.WindowsPath;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.KeyFormat;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A channel of the event log ({@code WINEVT\Channels\NAME}) or a log of the old kind ({@code Services\EventLog\NAME}): told where it no
 * longer takes down what Windows has it take down. That is a channel that Windows switches on ({@code event-channels.txt}) and somebody
 * switched off; a log that stops when it is full, is written elsewhere, or whose descriptor denies access (Microsoft, "Eventlog Key"). The size of the
 * logs that matter most is shown.
 */
public final class EventChannels implements KeyFormat {
    private static final Set<String> ON = on();
    private static final Set<String> SIZED = Set.of(
            "security",
            "system",
            "application",
            "microsoft-windows-powershell/operational",
            "microsoft-windows-sysmon/operational");
    private static final String NEVER_OVERWRITTEN = "4294967295";
    private static final Pattern USUAL_FILE = Pattern.compile(
            "(?i)(?:%systemroot%|%windir%|[a-z]:\\\\windows)\\\\system32\\\\(?:winevt\\\\logs|config)\\\\.*");
    /** Windows denies anonymous sessions and guests. */
    private static final Pattern DENIES =
            Pattern.compile("(?i)\\((?:D|XD|OD);[^()]{0,512};(?!AN\\)|BG\\)|LG\\))[^;()]{1,190}\\)");

    private static Set<String> on() {
        try (InputStream in = Objects.requireNonNull(EventChannels.class.getResourceAsStream("event-channels.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#") && !line.isBlank())
                    .map(WindowsPath::fold)
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new UncheckedIOException("the list of channels cannot be read", e);
        }
    }

    @Override
    public List<ReadValue> values() {
        return List.of(
                new ReadValue("Enabled", "setting", List.of(), "0"),
                new ReadValue("Retention", "setting", List.of(), NEVER_OVERWRITTEN),
                new ReadValue("MaxSize", "setting"),
                new ReadValue("File", "setting"),
                new ReadValue("CustomSD", "setting"),
                new ReadValue("ChannelAccess", "setting"));
    }

    @Override
    public Parsed parse(SourceKey key) {
        String channel = WindowsPath.fold(key.name());
        List<Draft> drafts = new ArrayList<>();
        for (RegistryValue value : key.key().values()) {
            String shown = SourceKey.shown(value.data());
            Optional<Boolean> weakens = switch (value.name().toLowerCase(Locale.ROOT)) {
                case "enabled" -> when(shown.equals("0") && ON.contains(channel));
                case "retention" -> when(shown.equals(NEVER_OVERWRITTEN));
                case "file" ->
                    when(!shown.isBlank() && !USUAL_FILE.matcher(shown).matches());
                case "customsd", "channelaccess" -> when(DENIES.matcher(shown).find());
                case "maxsize" -> SIZED.contains(channel) ? Optional.of(false) : Optional.empty();
                default -> Optional.empty();
            };
            weakens.ifPresent(weak -> {
                Draft draft = Commands.shown(value.name(), shown);
                drafts.add(weak ? draft.made(false) : draft);
            });
        }
        return Parsed.of(drafts, 0);
    }

    private static Optional<Boolean> when(boolean weakens) {
        return weakens ? Optional.of(true) : Optional.empty();
    }
}
