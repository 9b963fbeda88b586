package bzh.vigie.agent.persistence.format.server;

import bzh.vigie.agent.persistence.format.Commands;
import bzh.vigie.agent.persistence.format.ConfigLines;
import bzh.vigie.agent.persistence.format.ConfigLines.Entry;
import bzh.vigie.agent.persistence.format.Directives;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import bzh.vigie.agent.persistence.format.tree.JsonText;
import bzh.vigie.agent.persistence.format.tree.Leaves;
import bzh.vigie.agent.persistence.format.tree.Leaves.Leaf;
import bzh.vigie.agent.persistence.format.tree.TomlText;
import bzh.vigie.agent.persistence.format.tree.YamlText;
import bzh.vigie.event.Item.Trait;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Containers that start by themselves, what of the host they are given, and what their engines run. */
public final class Containers {
    private static final Pattern ENGINE = Pattern.compile(
            "/(?:hosts/\\d+|runtimes/[^/]+/(?:path|runtimeArgs/\\d+)|default-runtime|authorization-plugins/\\d+"
                    + "|insecure-registries/\\d+|registry-mirrors/\\d+|init-path|data-root|userns-remap)");
    private static final Pattern BINARY =
            Pattern.compile(".*/(?:BinaryName|runtime_path|runtime_type|runtime_engine|path)(?:/\\d+)?");

    /** A variable in a manifest: its name stands beside its value. */
    private static final Pattern VARIABLE = Pattern.compile("(.*/env/\\d+)/value");

    private Containers() {}

    /** The settings of Docker's daemon: where it listens and what it runs containers with. */
    public static Format dockerDaemon() {
        return file -> {
            Leaves json = JsonText.parse(file.text());
            List<Draft> drafts = new ArrayList<>();
            for (Leaf leaf : json.matching(ENGINE)) {
                String name = leaf.path().substring(1);
                drafts.add(
                        name.endsWith("/path") || name.equals("init-path")
                                ? Commands.file(name, leaf.value(), leaf.value())
                                : Commands.shown(name, leaf.value()));
            }
            return Parsed.of(drafts, json.malformed());
        };
    }

    /** podman-systemd.unit(5): a container, pod or Kubernetes file that systemd starts. */
    public static Format quadlet() {
        return Containers::quadlet;
    }

    /** The list of containers that Podman keeps: names and images. */
    public static Format podmanStore() {
        return Containers::podman;
    }

    /** A manifest of Kubernetes that the kubelet runs without asking anybody, or that a cluster applies at its start. */
    public static Format manifest() {
        return Containers::manifest;
    }

    /** The services of a Compose file. */
    public static Format compose() {
        return Containers::compose;
    }

    /** lxc.container.conf(5): hooks, programs, and whether it starts by itself. */
    public static Format lxc() {
        return Directives.commentedBy("#")
                .exec("lxc\\.hook\\..*")
                .shown("lxc\\.start\\.auto", "1")
                .shown("lxc\\.(?:init\\.cmd|execute\\.cmd|mount\\.entry|rootfs\\.path|cap\\.keep)", ".+")
                .shown("lxc\\.apparmor\\.profile", "unconfined")
                .include("lxc\\.include");
    }

    /** systemd.nspawn(5): what a container of systemd is given. */
    public static Format nspawn() {
        return file -> Parsed.of(
                ConfigLines.entries(ConfigLines.of(file, "#;")).stream()
                        .filter(
                                e -> e.key()
                                        .matches(
                                                "Parameters|Bind|BindUser|Capability|Boot|PrivateUsers|VirtualEthernet|Overlay"))
                        .map(e -> Commands.shown(file.name() + " " + e.key(), e.value()))
                        .toList(),
                0);
    }

    /** containerd's and CRI-O's settings: the programs that containers are run with. */
    public static Format engine() {
        return file -> {
            Leaves toml = TomlText.parse(file.lines());
            List<Draft> drafts = new ArrayList<>();
            for (Leaf leaf : toml.matching(BINARY)) {
                String name = leaf.path().substring(1);
                drafts.add(
                        leaf.value().startsWith("/")
                                ? Commands.file(name, leaf.value(), leaf.value())
                                : Commands.shown(name, leaf.value()));
            }
            return Parsed.of(drafts, toml.malformed());
        };
    }

    /** oci-hooks(5): a program of the host that containers run at their start or end. */
    public static Format ociHook() {
        return file -> {
            Leaves json = JsonText.parse(file.text());
            List<Draft> drafts = new ArrayList<>();
            json.value("/hook/path").ifPresent(path -> {
                String value = (path + " " + String.join(" ", json.values("/hook/args"))).strip();
                drafts.add(Commands.file(file.name() + " " + String.join(" ", json.values("/stages")), value, path));
            });
            return Parsed.of(drafts, json.malformed());
        };
    }

    private static Parsed quadlet(SourceFile file) {
        List<Draft> drafts = new ArrayList<>();
        HostShare share = new HostShare();
        StringBuilder value = new StringBuilder();
        StringBuilder environment = new StringBuilder();
        boolean wanted = false;
        for (Entry entry : ConfigLines.entries(ConfigLines.joined(file, "#;"))) {
            switch (entry.key()) {
                case "Image", "Exec", "Yaml", "Entrypoint", "ImageName", "Restart" ->
                    value.append(entry.key()).append('=').append(entry.value()).append('\n');
                case "Environment", "EnvironmentFile" ->
                    environment
                            .append(entry.key())
                            .append('=')
                            .append(entry.value())
                            .append('\n');
                case "Volume" -> share.volume(entry.value());
                case "AddCapability" -> List.of(entry.value().split("\\s+", -1)).forEach(share::capability);
                case "Network" -> share.namespace("network", entry.value());
                case "AddDevice" -> share.add("device", entry.value());
                case "PodmanArgs" -> {
                    share.privileged(entry.value().contains("--privileged"));
                    share.add("arguments", entry.value());
                    if (entry.value().contains("--pid=host") || entry.value().contains("--pid host")) {
                        share.namespace("pid", "host");
                    }
                }
                case "SecurityLabelDisable" -> share.add("label", "off");
                case "WantedBy", "RequiredBy", "UpheldBy" -> wanted = true;
                default -> {
                    if (entry.section().equals("Service")
                            && entry.key().startsWith("Exec")
                            && !entry.value().isEmpty()) {
                        drafts.add(Commands.exec(
                                file.name() + ":" + entry.key(),
                                entry.value(),
                                entry.value().replaceFirst("^[@:+!|-]+", "")));
                    }
                }
            }
        }
        String text = (value + share.text()).strip();
        drafts.addFirst(Draft.of(file.name(), text, new Run.Nothing())
                .enabled(wanted)
                .with(Trait.SUPERUSER, share.isHost())
                .suspectedBy(value.toString())
                .withUnshown(environment.toString().strip()));
        return Parsed.of(drafts, 0);
    }

    private static Parsed podman(SourceFile file) {
        Leaves json = JsonText.parse(file.text());
        List<Draft> drafts = new ArrayList<>();
        for (String container : json.below("")) {
            String name = json.value(container + "/names/0")
                    .or(() -> json.value(container + "/id"))
                    .orElse("");
            String metadata = json.value(container + "/metadata").orElse("");
            Leaves more = metadata.startsWith("{") ? JsonText.parse(metadata) : JsonText.parse("{}");
            String image = more.value("/image-name")
                    .or(() -> json.value(container + "/image"))
                    .orElse("");
            drafts.add(Commands.shown(name, "image=" + image));
        }
        return Parsed.of(drafts, json.malformed());
    }

    private static Parsed manifest(SourceFile file) {
        List<Leaves> documents = file.text().stripLeading().startsWith("{")
                ? List.of(JsonText.parse(file.text()))
                : YamlText.documents(file.lines());
        List<Draft> drafts = new ArrayList<>();
        int malformed = 0;
        for (Leaves document : documents) {
            malformed += document.malformed();
            String kind = document.value("/kind").orElse("");
            if (kind.isEmpty()) {
                continue;
            }
            HostShare share = new HostShare();
            StringBuilder value = new StringBuilder();
            StringBuilder environment = new StringBuilder();
            for (Leaf leaf : document.all()) {
                Matcher variable = VARIABLE.matcher(leaf.path());
                if (variable.matches()) {
                    environment
                            .append(document.value(variable.group(1) + "/name").orElse(""))
                            .append('=')
                            .append(leaf.value())
                            .append('\n');
                }
                switch (leaf.key()) {
                    case "image", "command", "args", "chart", "repo" ->
                        value.append(leaf.key())
                                .append('=')
                                .append(leaf.value())
                                .append('\n');
                    case "privileged" -> share.privileged(leaf.value().equals("true"));
                    case "hostPID" -> share.namespace("pid", leaf.value().equals("true") ? "host" : "");
                    case "hostNetwork" ->
                        share.namespace("network", leaf.value().equals("true") ? "host" : "");
                    case "add" -> share.capability(leaf.value());
                    case "path" -> {
                        if (leaf.path().endsWith("/hostPath/path")) {
                            share.volume(leaf.value());
                        }
                    }
                    default -> {}
                }
            }
            String text = (value + share.text()).strip();
            if (text.isEmpty()) {
                continue;
            }
            String space =
                    document.value("/metadata/namespace").map(n -> n + "/").orElse("");
            String name = kind + " " + space + document.value("/metadata/name").orElse("");
            drafts.add(Draft.of(name, text, new Run.Nothing())
                    .with(Trait.SUPERUSER, share.isHost())
                    .suspectedBy(value.toString())
                    .withUnshown(environment.toString().strip()));
        }
        return Parsed.of(drafts, malformed);
    }

    private static Parsed compose(SourceFile file) {
        Leaves yaml = YamlText.parse(file.lines());
        List<Draft> drafts = new ArrayList<>();
        for (String service : yaml.below("/services")) {
            String restart = yaml.value(service + "/restart").orElse("no");
            HostShare share = new HostShare();
            for (String volume : yaml.below(service + "/volumes")) {
                yaml.value(volume).or(() -> yaml.value(volume + "/source")).ifPresent(share::volume);
            }
            yaml.values(service + "/cap_add").forEach(share::capability);
            yaml.values(service + "/devices").forEach(device -> share.add("device", device));
            share.privileged(yaml.value(service + "/privileged").orElse("").equals("true"));
            share.namespace("pid", yaml.value(service + "/pid").orElse(""));
            share.namespace("network", yaml.value(service + "/network_mode").orElse(""));
            String command = (String.join(" ", yaml.values(service + "/entrypoint")) + " "
                            + String.join(" ", yaml.values(service + "/command")))
                    .strip();
            String image = yaml.value(service + "/image").orElse("");
            StringBuilder value = new StringBuilder("restart=" + restart);
            value.append(image.isEmpty() ? "" : "\nimage=" + image);
            value.append(command.isEmpty() ? "" : "\ncommand=" + command);
            value.append(share.text().isEmpty() ? "" : "\n" + share.text());
            drafts.add(Draft.of(Leaves.name(service), value.toString(), new Run.Nothing())
                    .enabled(!restart.equals("no") && !restart.equals("false"))
                    .with(Trait.SUPERUSER, share.isHost())
                    .suspectedBy(command)
                    .withUnshown(environment(yaml, service)));
        }
        return Parsed.of(drafts, yaml.malformed());
    }

    /** Variables of a service, which Compose takes as a list and as names with values, and files of them. */
    private static String environment(Leaves yaml, String service) {
        return Stream.concat(
                        yaml.below(service + "/environment").stream()
                                .map(at -> (Leaves.name(at).matches("\\d+") ? "" : Leaves.name(at) + "=")
                                        + yaml.value(at).orElse("")),
                        yaml.values(service + "/env_file").stream())
                .collect(Collectors.joining("\n"));
    }
}
