package bzh.vigie.agent;

import bzh.vigie.text.SourceText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Record of how the last run ended. After a run that broke off while its machine went on it becomes the detail of the next start. */
final class LastExit {
    /** File in which the unit writes SERVICE_RESULT, EXIT_CODE and EXIT_STATUS (systemd.exec(5)) whenever the agent ended. */
    static final Path RECORD = Path.of("/run/vigie-agent/exit");

    private static final int MAX_BYTES = 64;
    private static final Pattern FORM = Pattern.compile("([a-z-]{1,20}) (exited|killed|dumped) ([A-Z0-9]{1,12})\\s*");

    private LastExit() {}

    /** The detail; the record is deleted, since it is of one end alone. */
    static String take(Path record) {
        String written = "";
        try {
            if (Files.isRegularFile(record, LinkOption.NOFOLLOW_LINKS) && Files.size(record) <= MAX_BYTES) {
                written = new String(Files.readAllBytes(record), StandardCharsets.ISO_8859_1);
            }
            boolean ignored = Files.deleteIfExists(record);
        } catch (IOException unknown) {
            // The end counts as one of which nothing is known.
        }
        Matcher exit = FORM.matcher(written);
        if (!exit.matches()) {
            return SourceText.detail("state-broken-off");
        }
        boolean signalled = !exit.group(2).equals("exited") && !exit.group(1).matches("timeout|watchdog|oom-kill");
        return signalled
                ? SourceText.detail("state-killed", exit.group(3))
                : SourceText.detail("state-failed", exit.group(1), exit.group(3));
    }
}
