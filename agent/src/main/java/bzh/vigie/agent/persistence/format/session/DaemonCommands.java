package bzh.vigie.agent.persistence.format.session;

import bzh.vigie.agent.persistence.format.Commands;
import bzh.vigie.agent.persistence.format.ConfigLines;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What daemons that watch a machine's parts run when something happens, as superuser: {@code PROGRAM} of mdadm.conf(5), {@code -M exec} of
 * smartd.conf(5), {@code NOTIFYCMD} and {@code SHUTDOWNCMD} of upsmon.conf(5), {@code notify*} and {@code script} of keepalived.conf(5),
 * {@code test-binary} and {@code repair-binary} of watchdog.conf(5). An item is named after the word.
 */
public final class DaemonCommands implements Format {
    private static final Pattern COMMAND = Pattern.compile(
            "(?i)(?:^|\\s)(PROGRAM|-M\\s+exec|NOTIFYCMD|SHUTDOWNCMD|notify(?:_\\w+)?|script|(?:test|repair)-binary)(?:\\s*=)?\\s+"
                    + "(?:\"([^\"]{1,2000})\"|'([^']{1,2000})'|(/\\S{1,2000}(?:\\s+[^-{}\\s]\\S{0,200}){0,16}))");

    @Override
    public Parsed parse(SourceFile file) {
        List<Draft> drafts = new ArrayList<>();
        for (String line : ConfigLines.joined(file, "#!")) {
            Matcher command = COMMAND.matcher(line);
            while (command.find()) {
                String text = command.group(2) != null
                        ? command.group(2)
                        : command.group(3) != null ? command.group(3) : command.group(4);
                drafts.add(Commands.shell(command.group(1).replaceAll("\\s+", " "), line, text));
            }
        }
        return Parsed.of(drafts, 0);
    }
}
