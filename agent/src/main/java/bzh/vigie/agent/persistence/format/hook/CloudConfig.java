package bzh.vigie.agent.persistence.format.hook;

import bzh.vigie.agent.persistence.format.Commands;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import bzh.vigie.agent.persistence.format.SourcedScript;
import bzh.vigie.agent.persistence.format.tree.Leaves;
import bzh.vigie.agent.persistence.format.tree.Leaves.Leaf;
import bzh.vigie.agent.persistence.format.tree.YamlText;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What cloud-init runs, writes and lets in: {@code bootcmd} at every boot, {@code runcmd}, files, keys and accounts; of user
 * data that is a script, the script. User data in several parts or compressed is counted as not understood.
 */
public final class CloudConfig implements Format {
    private static final Pattern KEYS = Pattern.compile(
            "(?:/users/\\d+|/system_info/default_user)?/(?:ssh_authorized_keys|ssh_import_id)/\\d+|/users/\\d+/(?:sudo|name|passwd|plain_text_passwd)(?:/\\d+)?|/password");

    private final SourcedScript script = new SourcedScript();

    @Override
    public Parsed parse(SourceFile file) {
        String text = file.text();
        if (text.startsWith("#!")) {
            return script.parse(file);
        }
        if (text.isBlank()) {
            return Parsed.of(List.of(), 0);
        }
        if (text.startsWith("Content-Type:")
                || text.startsWith("MIME-Version:")
                || text.startsWith("#include")
                || text.startsWith("\u001f")) {
            return Parsed.of(List.of(Draft.of(file.name(), Commands.digest(text), new Run.Nothing())), 1);
        }
        Leaves yaml = YamlText.parse(file.lines());
        List<Draft> drafts = new ArrayList<>();
        for (String list : List.of("/bootcmd", "/runcmd")) {
            for (String entry : yaml.below(list)) {
                List<String> words = yaml.values(entry);
                String command = String.join(" ", words);
                String name = list.substring(1) + " " + Leaves.name(entry);
                drafts.add(
                        words.size() > 1
                                ? Commands.exec(name, command, words)
                                : Commands.shell(name, command, command));
            }
        }
        for (String entry : yaml.below("/write_files")) {
            String path = yaml.value(entry + "/path").orElse("");
            String content = yaml.value(entry + "/content").orElse("");
            drafts.add(Draft.of("write_files " + path, Commands.digest(content), new Run.Nothing())
                    .suspectedBy(content));
        }
        for (Leaf leaf : yaml.matching(KEYS)) {
            boolean secret = leaf.key().contains("passw");
            drafts.add(Commands.shown(leaf.path().substring(1), secret ? Commands.digest(leaf.value()) : leaf.value()));
        }
        return Parsed.of(drafts, yaml.malformed());
    }
}
