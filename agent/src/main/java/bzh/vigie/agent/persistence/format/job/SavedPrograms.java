package bzh.vigie.agent.persistence.format.job;

import bzh.vigie.agent.persistence.format.Commands;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import bzh.vigie.agent.persistence.format.tree.JsonText;
import bzh.vigie.agent.persistence.format.tree.Leaves;
import java.util.ArrayList;
import java.util.List;

/** The programs that PM2 starts again with the machine: those of the list that {@code pm2 save} writes (its manual, "Startup"). */
public final class SavedPrograms implements Format {
    @Override
    public Parsed parse(SourceFile file) {
        Leaves json = JsonText.parse(file.text());
        List<Draft> drafts = new ArrayList<>();
        for (String program : json.below("")) {
            List<String> words = new ArrayList<>();
            json.value(program + "/exec_interpreter")
                    .filter(interpreter -> !interpreter.equals("none"))
                    .ifPresent(words::add);
            words.addAll(json.values(program + "/node_args"));
            json.value(program + "/pm_exec_path").ifPresent(words::add);
            words.addAll(json.values(program + "/args"));
            if (!words.isEmpty()) {
                drafts.add(
                        Commands.exec(json.value(program + "/name").orElse(program), String.join(" ", words), words));
            }
        }
        return Parsed.of(drafts, json.malformed());
    }
}
