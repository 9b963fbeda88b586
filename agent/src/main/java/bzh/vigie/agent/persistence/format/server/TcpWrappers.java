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

/** Commands that an incoming connection runs before, or instead of, a service: hosts_access(5), hosts_options(5). */
public final class TcpWrappers {
    /** Not one that is escaped, nor one of an address in brackets. */
    private static final Pattern COLON = Pattern.compile("(?<!\\\\):(?![^\\[]{0,64}])");

    private static final Pattern RUNS =
            Pattern.compile("(?i)\\s*(spawn|twist|aclexec)(?:\\s{0,8}=\\s{0,8}|\\s{1,8}|(?=\\())(\\S.*)");

    private TcpWrappers() {}

    /** Each command of a rule is an item, named by the services and clients of the rule. */
    public static Format commands() {
        return TcpWrappers::parse;
    }

    private static Parsed parse(SourceFile file) {
        List<Draft> drafts = new ArrayList<>();
        for (String line : ConfigLines.joined(file, "#")) {
            String[] fields = COLON.split(line, -1);
            for (int i = 2; i < fields.length; i++) {
                Matcher runs = RUNS.matcher(fields[i]);
                if (runs.matches()) {
                    String name = fields[0].strip() + " : " + fields[1].strip() + " " + runs.group(1);
                    drafts.add(Commands.shell(name, line, runs.group(2).replace("\\:", ":")));
                }
            }
        }
        return Parsed.of(drafts, 0);
    }
}
