package bzh.vigie.agent.source;

import bzh.vigie.event.WindowsEvent;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * A channel of Windows' event log that is followed, a line of the table {@code windows-channels.txt}. Immutable.
 *
 * @param source id of the source that tells its events and its state
 * @param path as Windows names it
 * @param french a name for people who read French
 * @param everywhere whether every Windows has it; otherwise a program or a role brings it
 * @param onByDefault whether Windows comes with it switched on
 * @param wantedBytes what its file should be allowed to grow to; 0 for any size
 * @param takes the numbers of the events that are told, with the provider and a colon before those of one provider alone
 */
public record WindowsChannel(
        String source,
        String path,
        String french,
        boolean everywhere,
        boolean onByDefault,
        long wantedBytes,
        Set<String> takes) {
    private static final String PREFIX = EventLogSource.ID + ".";
    private static final List<WindowsChannel> TABLE = read();

    /** SYSTEM, LOCAL SERVICE and NETWORK SERVICE: services start all day, and each start is a logon of one of them. */
    private static final Set<String> SERVICES = Set.of("S-1-5-18", "S-1-5-19", "S-1-5-20");

    public WindowsChannel {
        takes = Set.copyOf(takes);
    }

    /** All of them, those of every Windows first. */
    public static List<WindowsChannel> all() {
        return TABLE;
    }

    /** Whether an event of it is told. */
    public boolean takes(WindowsEvent event) {
        return (takes.contains(event.eventId()) || takes.contains(event.provider() + ":" + event.eventId()))
                && !isServiceStarting(event);
    }

    private static boolean isServiceStarting(WindowsEvent event) {
        return switch (event.eventId()) {
            case "4624" ->
                event.fields().getOrDefault("LogonType", "").equals("5")
                        && SERVICES.contains(event.fields().getOrDefault("TargetUserSid", ""));
            case "4672" -> SERVICES.contains(event.fields().getOrDefault("SubjectUserSid", ""));
            default -> false;
        };
    }

    private static List<WindowsChannel> read() {
        try (InputStream in = WindowsChannel.class.getResourceAsStream("windows-channels.txt")) {
            if (in == null) {
                throw new IllegalStateException("the program's table of channels is missing: install it again");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> Arrays.stream(line.split("\\|", -1))
                            .map(String::strip)
                            .toList())
                    .map(cells -> new WindowsChannel(
                            PREFIX + cells.get(0),
                            cells.get(1),
                            cells.get(2),
                            cells.get(3).equals("every"),
                            cells.get(4).equals("on"),
                            Long.parseLong(cells.get(5)) << 20,
                            Set.of(cells.get(6).split(" ", -1))))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("the program's table of channels cannot be read", e);
        }
    }
}
