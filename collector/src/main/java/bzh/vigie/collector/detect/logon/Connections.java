package bzh.vigie.collector.detect.logon;

import bzh.vigie.collector.detect.logon.LogonReading.Connected;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Remote desktop clients that were let in to the logon lately, the last eight of each host: where a session's own events do not say
 * from where, this does. A row is a line each, between tabs: account, origin, time in milliseconds.
 */
final class Connections {
    private static final String TABLE = "logon-connections";
    private static final int MOST = 8;
    private static final long APART = Duration.ofMinutes(1).toMillis();

    private final LogonMemory memory;

    Connections(LogonMemory memory) {
        this.memory = memory;
    }

    void add(Connected connected) {
        List<String> lines = new ArrayList<>(lines(connected.host()));
        lines.add(String.join(
                "\t",
                connected.account(),
                connected.origin().text(),
                Long.toString(connected.time().toEpochMilli())));
        String text = String.join("\n", lines.subList(Math.max(0, lines.size() - MOST), lines.size()));
        memory.row(TABLE, connected.host(), text.getBytes(StandardCharsets.UTF_8));
    }

    /** From where the account's client was let in within the minute before; empty where none was. */
    Optional<Origin> of(LogonAttempt attempt) {
        for (String line : lines(attempt.host()).reversed()) {
            String[] parts = line.split("\t", -1);
            long before = attempt.millis() - Long.parseLong(parts[2]);
            if (parts[0].equals(attempt.account()) && before >= 0 && before <= APART) {
                return Optional.of(Origin.parse(parts[1]));
            }
        }
        return Optional.empty();
    }

    private List<String> lines(String host) {
        return memory.row(TABLE, host)
                .map(bytes -> List.of(new String(bytes, StandardCharsets.UTF_8).split("\n", -1)))
                .orElse(List.of());
    }
}
