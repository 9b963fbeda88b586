package bzh.vigie.agent.persistence.format.access;

import bzh.vigie.agent.persistence.format.Commands;
import bzh.vigie.agent.persistence.format.ConfigLines;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import bzh.vigie.event.Item.Trait;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Who may do what as whom (doas.conf(5)): an item for each rule, named after the rule without its options. */
public final class Doas implements Format {
    private static final Pattern RULE =
            Pattern.compile("(permit|deny)((?:\\s+(?:nopass|nolog|persist|keepenv|setenv\\s*\\{[^}]*})){0,16})"
                    + "\\s+(\\S+)(?:\\s+as\\s+(\\S+))?(?:\\s+cmd\\s+(\\S+)(.*))?");

    @Override
    public Parsed parse(SourceFile file) {
        List<Draft> drafts = new ArrayList<>();
        int malformed = 0;
        for (String line : ConfigLines.joined(file, "#")) {
            Matcher rule = RULE.matcher(line.replaceFirst("\\s#.*", "").strip());
            if (!rule.matches()) {
                malformed++;
                continue;
            }
            String as = rule.group(4) == null ? "root" : rule.group(4);
            String command = rule.group(5) == null ? "" : rule.group(5);
            Run run = command.isEmpty() ? new Run.Nothing() : new Run.Arguments(List.of(command), Commands.PATH);
            String name = "%s %s%s%s"
                    .formatted(
                            rule.group(1),
                            rule.group(3),
                            rule.group(4) == null ? "" : " as " + as,
                            command.isEmpty() ? "" : " cmd " + command);
            drafts.add(Draft.of(name, rule.group(), run)
                    .with(Trait.SUPERUSER, rule.group(1).equals("permit") && as.equals("root"))
                    .suspectedBy(rule.group(2).strip()));
        }
        return Parsed.of(drafts, malformed);
    }
}
