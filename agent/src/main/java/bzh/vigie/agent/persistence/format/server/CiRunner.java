package bzh.vigie.agent.persistence.format.server;

import bzh.vigie.agent.persistence.format.Commands;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import bzh.vigie.agent.persistence.format.tree.JsonText;
import bzh.vigie.agent.persistence.format.tree.Leaves;
import bzh.vigie.agent.persistence.format.tree.TomlText;
import java.util.ArrayList;
import java.util.List;

/**
 * A runner that does on this machine what a forge's repository says: {@code config.toml} of GitLab's, {@code .runner} of
 * GitHub's, Gitea's and Forgejo's. Its token is told as a digest.
 */
public final class CiRunner implements Format {
    private static final List<String> GITLAB = List.of(
            "url",
            "executor",
            "shell",
            "builds_dir",
            "pre_get_sources_script",
            "pre_clone_script",
            "pre_build_script",
            "post_build_script");
    private static final List<String> FORGE =
            List.of("gitHubUrl", "serverUrl", "address", "poolName", "workFolder", "labels");

    @Override
    public Parsed parse(SourceFile file) {
        return file.name().endsWith(".toml") ? gitlab(file) : forge(file);
    }

    private static Parsed gitlab(SourceFile file) {
        Leaves toml = TomlText.parse(file.lines());
        List<Draft> drafts = new ArrayList<>();
        for (String runner : toml.below("/runners")) {
            String name = toml.value(runner + "/name").orElse(Leaves.name(runner));
            drafts.add(draft("gitlab-runner " + name, toml, runner, GITLAB));
        }
        return Parsed.of(drafts, toml.malformed());
    }

    private static Parsed forge(SourceFile file) {
        Leaves json = JsonText.parse(file.text());
        String name = json.value("/agentName").or(() -> json.value("/name")).orElse("");
        List<Draft> drafts = json.all().isEmpty() ? List.of() : List.of(draft("runner " + name, json, "", FORGE));
        return Parsed.of(drafts, json.malformed());
    }

    private static Draft draft(String name, Leaves leaves, String path, List<String> keys) {
        StringBuilder value = new StringBuilder();
        for (String key : keys) {
            List<String> values = leaves.values(path + "/" + key);
            if (!values.isEmpty()) {
                value.append(key).append('=').append(String.join(" ", values)).append('\n');
            }
        }
        leaves.value(path + "/token").ifPresent(token -> value.append("token ").append(Commands.digest(token)));
        return Draft.of(name, value.toString().strip(), new Run.Nothing()).suspectedBy(scripts(leaves, path));
    }

    private static String scripts(Leaves leaves, String path) {
        return String.join("\n", leaves.values(path + "/pre_build_script"))
                + String.join("\n", leaves.values(path + "/pre_clone_script"))
                + String.join("\n", leaves.values(path + "/post_build_script"));
    }
}
