package bzh.vigie.agent.persistence.format.hook;

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

/** What ifupdown runs when an interface goes up or down (interfaces(5)); sources are followed. */
public final class Interfaces implements Format {
    private static final Pattern LINE = Pattern.compile("(\\S{1,256})\\s+(.*)");

    @Override
    public Parsed parse(SourceFile file) {
        List<Draft> drafts = new ArrayList<>();
        List<String> includes = new ArrayList<>();
        String stanza = "";
        for (String line : ConfigLines.joined(file, "#")) {
            Matcher matcher = LINE.matcher(line);
            if (!matcher.matches()) {
                continue;
            }
            String key = matcher.group(1);
            String value = matcher.group(2);
            switch (key) {
                case "iface", "mapping" -> stanza = value.split("\\s+", 2)[0];
                case "up", "pre-up", "post-up", "down", "pre-down", "post-down" ->
                    drafts.add(Commands.shell(stanza + " " + key, value, value));
                case "script" -> drafts.add(Commands.exec("mapping " + stanza, value, value));
                case "source" -> includes.add(ConfigLines.path(file, value));
                case "source-directory" -> includes.add(ConfigLines.path(file, value) + "/*");
                default -> {}
            }
        }
        return Parsed.including(drafts, includes, 0);
    }
}
