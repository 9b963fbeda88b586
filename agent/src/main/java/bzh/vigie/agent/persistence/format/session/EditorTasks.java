package bzh.vigie.agent.persistence.format.session;

import bzh.vigie.agent.persistence.format.Commands;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import bzh.vigie.agent.persistence.format.tree.JsonText;
import bzh.vigie.agent.persistence.format.tree.Leaves;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The tasks that Visual Studio Code and its like run when somebody opens a folder: those of {@code tasks.json} with
 * {@code "runOn": "folderOpen"} (its manual, "Run behavior"), with the command for Linux where there is one.
 */
public final class EditorTasks implements Format {
    private static final Pattern FOLDER = Pattern.compile("\\$\\{workspace(?:Folder|Root)}");

    @Override
    public Parsed parse(SourceFile file) {
        Leaves json = JsonText.parse(file.text());
        String folder = file.path().parent().parent().text();
        List<Draft> drafts = new ArrayList<>();
        for (String task : json.below("/tasks")) {
            if (json.value(task + "/runOptions/runOn").orElse("").equals("folderOpen")) {
                String own = json.value(task + "/linux/command").isPresent() ? task + "/linux" : task;
                List<String> words = new ArrayList<>();
                json.value(own + "/command").ifPresent(words::add);
                words.addAll(json.values(own + "/args"));
                words.replaceAll(word -> FOLDER.matcher(word).replaceAll(Matcher.quoteReplacement(folder)));
                String command = String.join(" ", words);
                String label = json.value(task + "/label").orElse("");
                boolean process = json.value(task + "/type").orElse("").equals("process");
                drafts.add(process ? Commands.exec(label, command, words) : Commands.shell(label, command, command));
            }
        }
        return Parsed.of(drafts, json.malformed());
    }
}
