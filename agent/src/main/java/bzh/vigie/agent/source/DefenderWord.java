package bzh.vigie.agent.source;

import bzh.vigie.event.WindowsEvent;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What Windows Defender wrote into its log about a file of the agent ("Review event logs and error codes to troubleshoot issues with
 * Microsoft Defender Antivirus"): 1116 it found a threat there, 1117 it acted, 1118 and 1119 acting failed, 1121 a rule of attack surface
 * reduction kept it from something. Pure.
 *
 * @param file as Defender names it
 * @param threat its name for it, or the id of the rule; may be empty
 */
record DefenderWord(String file, String threat, Optional<Instant> time) {
    private static final String PROVIDER = "Microsoft-Windows-Windows Defender";
    private static final Set<String> FOUND = Set.of("1116", "1117", "1118", "1119");
    private static final String KEPT_FROM = "1121";

    /** A resource: its kind, such as {@code file} or {@code containerfile}, a colon and an underscore, and its name. */
    private static final Pattern KIND = Pattern.compile("^\\s*[a-z]+:_");

    /**
     * Of an event; empty where it says nothing of these files. Who touched a file is not asked: the agent reads files that attackers left,
     * and Defender then names it as the process.
     */
    static Optional<DefenderWord> of(WindowsEvent event, OwnFiles own) {
        if (!event.provider().equals(PROVIDER)) {
            return Optional.empty();
        }
        if (FOUND.contains(event.eventId())) {
            return first(resources(field(event, "Path")), own, field(event, "Threat Name"), event);
        }
        if (event.eventId().equals(KEPT_FROM)) {
            return first(Stream.of(field(event, "Process Name"), field(event, "Path")), own, field(event, "ID"), event);
        }
        return Optional.empty();
    }

    private static Optional<DefenderWord> first(Stream<String> paths, OwnFiles own, String threat, WindowsEvent event) {
        return paths.map(own::named)
                .flatMap(Optional::stream)
                .findFirst()
                .map(file -> new DefenderWord(file, threat, event.time()));
    }

    private static String field(WindowsEvent event, String name) {
        return event.fields().getOrDefault(name, "");
    }

    /** Of a file within another one Defender names both, with an arrow between. */
    private static Stream<String> resources(String path) {
        return Arrays.stream(path.split(";", -1))
                .map(each -> KIND.matcher(each).replaceFirst("").split("->", 2)[0]);
    }
}
