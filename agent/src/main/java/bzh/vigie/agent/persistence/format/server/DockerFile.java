package bzh.vigie.agent.persistence.format.server;

import bzh.vigie.agent.persistence.format.Commands;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import bzh.vigie.agent.persistence.format.tree.JsonText;
import bzh.vigie.agent.persistence.format.tree.Leaves;
import bzh.vigie.event.Item.Trait;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Docker's files of a container: {@code config.v2.json} says its name, image, command, mounts and environment,
 * {@code hostconfig.json} whether it is started again and what of the host it is given.
 */
public final class DockerFile implements Format {
    private static final int ID_DIGITS = 12;

    @Override
    public Parsed parse(SourceFile file) {
        Leaves json = JsonText.parse(file.text());
        if (json.all().isEmpty()) {
            return Parsed.of(List.of(), Math.max(1, json.malformed()));
        }
        return Parsed.of(
                List.of(file.name().startsWith("hostconfig") ? rights(file, json) : container(file, json)),
                json.malformed());
    }

    private static Draft container(SourceFile file, Leaves json) {
        List<String> words = new ArrayList<>();
        json.value("/Path").ifPresent(words::add);
        words.addAll(json.values("/Args"));
        if (words.isEmpty()) {
            words.addAll(json.values("/Config/Entrypoint"));
            words.addAll(json.values("/Config/Cmd"));
        }
        String command = String.join(" ", words);
        String name = json.value("/Name").map(n -> n.replaceFirst("^/", "")).orElse(shortId(file));
        String image = json.value("/Config/Image").orElse("");
        HostShare share = new HostShare();
        for (String mount : json.below("/MountPoints")) {
            if (!json.value(mount + "/Type").orElse("").equals("volume")) {
                share.volume(json.value(mount + "/Source").orElse("") + ":"
                        + json.value(mount + "/Destination").orElse(""));
            }
        }
        return Draft.of(
                        name,
                        ("image=" + image + "\ncommand=" + command + "\n" + share.text()).stripTrailing(),
                        new Run.Nothing())
                .suspectedBy(command)
                .withUnshown(String.join("\n", json.values("/Config/Env")));
    }

    private static Draft rights(SourceFile file, Leaves json) {
        String restart = json.value("/RestartPolicy/Name").orElse("no");
        HostShare share = new HostShare();
        json.values("/Binds").forEach(share::volume);
        json.matching(Pattern.compile("/Mounts/\\d+/Source")).forEach(leaf -> share.volume(leaf.value()));
        json.values("/CapAdd").forEach(share::capability);
        json.values("/SecurityOpt").forEach(option -> share.add("security", option));
        json.matching(Pattern.compile("/Devices/\\d+/PathOnHost")).forEach(leaf -> share.add("device", leaf.value()));
        share.privileged(json.value("/Privileged").orElse("").equals("true"));
        share.namespace("pid", json.value("/PidMode").orElse(""));
        share.namespace("network", json.value("/NetworkMode").orElse(""));
        share.namespace("ipc", json.value("/IpcMode").orElse(""));
        share.namespace("user", json.value("/UsernsMode").orElse(""));
        boolean again = !restart.isEmpty() && !restart.equals("no");
        return Commands.shown(shortId(file), ("restart=" + restart + "\n" + share.text()).strip())
                .enabled(again)
                .with(Trait.SUPERUSER, share.isHost());
    }

    private static String shortId(SourceFile file) {
        String id = file.directory();
        return id.length() > ID_DIGITS ? id.substring(0, ID_DIGITS) : id;
    }
}
