package bzh.vigie.agent.persistence.format.server;

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
 * The commands that a call runs on a telephone exchange: applications System and TrySystem, function SHELL, AGI programs and
 * {@code #exec} of Asterisk's dialplan (its manual, "Dialplan applications"), the applications system and bgsystem of FreeSWITCH
 * (mod_dptools).
 */
public final class Dialplan implements Format {
    private static final Pattern SHELL = Pattern.compile("(?i)\\b(?:(?:Try)?System|SHELL)\\((.{1,4096})\\)");
    private static final Pattern GATEWAY = Pattern.compile("(?i)\\b(?:E|Dead|Fast)?AGI\\(([^,)]{1,1024})");
    private static final Pattern EXEC = Pattern.compile("(?i)#exec\\s{1,64}(\\S.*)");
    private static final Pattern FREESWITCH =
            Pattern.compile("(?i)application=\"(?:bg_?)?system\"\\s{1,64}data=\"([^\"]{1,4096})");
    private static final String PROGRAMS = "/var/lib/asterisk/agi-bin/";

    @Override
    public Parsed parse(SourceFile file) {
        List<Draft> drafts = new ArrayList<>();
        for (String line : ConfigLines.of(file, ";")) {
            for (Pattern shell : List.of(SHELL, EXEC, FREESWITCH)) {
                Matcher command = shell.matcher(line);
                if (command.find()) {
                    drafts.add(Commands.shell(line, line, command.group(1).replace("&amp;", "&")));
                }
            }
            Matcher program = GATEWAY.matcher(line);
            if (program.find()) {
                String path = ConfigLines.unquoted(program.group(1).strip());
                boolean remote = path.contains("://");
                drafts.add(
                        remote
                                ? Commands.shown(line, line)
                                : Commands.file(line, line, path.startsWith("/") ? path : PROGRAMS + path));
            }
        }
        return Parsed.of(drafts, 0);
    }
}
