package bzh.vigie.agent.host.linux;

import bzh.vigie.agent.host.LogStream;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.event.ReasonCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads systemd's journal by its own reader, journalctl, which is ended with the agent. */
public final class JournalFollower implements LogStream {
    private static final Path SOCKET = Path.of("/run/systemd/journal/socket");

    private final Process process;
    private final InputStream output;

    private JournalFollower(Process process) {
        this.process = process;
        output = process.getInputStream();
    }

    /** The journal of this machine. */
    public static Opener opener() {
        return new Opener() {
            @Override
            public LogStream after(String cursor) throws Refused {
                return open(AllowedCommands.JOURNAL_AFTER, cursor);
            }

            @Override
            public LogStream follow(String cursor) throws Refused {
                return open(
                        cursor.isEmpty() ? AllowedCommands.JOURNAL_FOLLOW : AllowedCommands.JOURNAL_FOLLOW_AFTER,
                        cursor);
            }
        };
    }

    private static LogStream open(AllowedCommands command, String cursor) throws Refused {
        if (!Files.exists(SOCKET)) {
            throw new Refused(ReasonCode.NOT_PRESENT, "journald");
        }
        return new JournalFollower(
                command.start(true, cursor).orElseThrow(() -> new Refused(ReasonCode.NOT_PRESENT, "journalctl")));
    }

    @Override
    public int read(byte[] into) {
        try {
            int there = Math.min(output.available(), into.length);
            if (there > 0) {
                return output.read(into, 0, there);
            }
            // Looked at again after its end: it may have written just before.
            return process.isAlive() || output.available() > 0 ? 0 : -1;
        } catch (IOException e) {
            return -1;
        }
    }

    @Override
    public void close() {
        process.destroy();
    }
}
