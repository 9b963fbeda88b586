package bzh.vigie.agent.host.linux;

import bzh.vigie.agent.host.LogStream;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.event.ReasonCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Follows systemd's journal by its own reader, journalctl, which is ended with the agent. */
public final class JournalFollower implements LogStream {
    private static final Path SOCKET = Path.of("/run/systemd/journal/socket");

    private final Process process;
    private final InputStream output;

    private JournalFollower(Process process) {
        this.process = process;
        output = process.getInputStream();
    }

    /** Follows it, from behind the entry with this cursor or, where that is empty, from the newest entry on. */
    public static LogStream open(String cursor) throws Refused {
        if (!Files.exists(SOCKET)) {
            throw new Refused(ReasonCode.NOT_PRESENT, "journald");
        }
        Optional<Process> journalctl = cursor.isEmpty()
                ? AllowedCommands.JOURNAL.start(true)
                : AllowedCommands.JOURNAL_AFTER.start(true, cursor);
        return new JournalFollower(journalctl.orElseThrow(() -> new Refused(ReasonCode.NOT_PRESENT, "journalctl")));
    }

    @Override
    public int read(byte[] into) {
        try {
            int there = Math.min(output.available(), into.length);
            if (there > 0) {
                return output.read(into, 0, there);
            }
            return process.isAlive() ? 0 : -1;
        } catch (IOException e) {
            return -1;
        }
    }

    @Override
    public void close() {
        process.destroy();
    }
}
