package bzh.vigie.agent.persistence.format.hook;

import bzh.vigie.agent.persistence.format.Commands;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * PPD file of a printer (PostScript Printer Description 4.3): the shell commands that foomatic-rip(1) runs for each job, and filters outside of
 * CUPS' own folder (cupsFilter, cupsFilter2, cupsPreFilter). Values are quoted and may take many lines.
 */
public final class PrinterDescription implements Format {
    private static final Pattern COMMAND =
            Pattern.compile("(?:^|\\n)\\*(?<key>FoomaticRIP(?:CommandLine(?:PDF)?|PostPipe)|cups(?:Filter2?|PreFilter))"
                    + "[^:\\n]{0,128}:\\s{0,64}\"(?<value>[^\"]{1,8192})\"");

    private static final Pattern OWN_FILTER = Pattern.compile("(?:.*\\s)?(?<program>/\\S{1,1024})");

    @Override
    public Parsed parse(SourceFile file) {
        List<Draft> drafts = new ArrayList<>();
        Matcher commands = COMMAND.matcher(String.join("\n", file.lines()));
        while (commands.find()) {
            String key = commands.group("key");
            String value = unescaped(commands.group("value").strip());
            if (key.startsWith("Foomatic")) {
                // what a job goes through last begins with a pipe
                drafts.add(Commands.shell(key, value, value.replaceFirst("^\\|\\s{0,64}", "")));
            } else {
                Matcher filter = OWN_FILTER.matcher(value);
                if (filter.matches()) {
                    drafts.add(Commands.exec(key, value, List.of(filter.group("program"))));
                }
            }
        }
        return Parsed.of(drafts, 0);
    }

    /** Characters that a PPD's quotes cannot hold, as foomatic writes them. */
    private static String unescaped(String value) {
        return value.replace("&quot;", "\"")
                .replace("&apos;", "'")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&");
    }
}
