package bzh.vigie.agent.persistence.format.windows;

import bzh.vigie.agent.persistence.format.BytesFormat;
import bzh.vigie.agent.persistence.format.Commands;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.WindowsRun;
import bzh.vigie.agent.persistence.format.server.IisRoots;
import bzh.vigie.agent.windows.xml.Element;
import bzh.vigie.agent.windows.xml.WindowsText;
import bzh.vigie.agent.windows.xml.XmlText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What IIS and Exchange load: modules, filters, handlers and programs of {@code applicationHost.config} and {@code web.config}
 * (IIS configuration reference, system.webServer), transport agents of {@code agents.config}.
 */
public final class ServerFiles {
    private static final List<String> REDIRECTED = List.of("applicationHost.config", "administration.config");

    private ServerFiles() {}

    /** What the web server loads or runs. */
    public static BytesFormat web() {
        return (file, bytes) -> {
            XmlText xml = XmlText.parse(WindowsText.of(bytes));
            List<Draft> drafts = new ArrayList<>();
            Optional<String> elsewhere = xml.root().flatMap(IisRoots::redirected);
            elsewhere.ifPresent(
                    folder -> drafts.add(Draft.of("configuration redirected", folder, new Run.Directory(folder))));
            xml.root().ifPresent(root -> {
                added(root, "globalModules", drafts);
                added(root, "modules", drafts);
                added(root, "httpModules", drafts);
                added(root, "handlers", drafts);
                added(root, "httpHandlers", drafts);
                added(root, "isapiCgiRestriction", drafts);
                for (Element filter : children(root, "isapiFilters", "filter")) {
                    drafts.add(library("isapi filter " + filter.attribute("name"), filter.attribute("path")));
                }
                for (Element program : children(root, "fastCgi", "application")) {
                    String line = Text.commandLine(program.attribute("fullPath"), program.attribute("arguments"));
                    drafts.add(Text.command("fast cgi " + program.attribute("fullPath"), line, Text.of(line)));
                }
                for (Element folder : root.all("virtualDirectory")) {
                    String path = folder.attribute("physicalPath");
                    drafts.add(Draft.of(
                            "web root " + folder.attribute("path") + " " + path, path, new Run.Directory(path)));
                }
                for (Element key : root.all("machineKey")) {
                    String secret = key.attribute("validationKey") + key.attribute("decryptionKey");
                    if (!secret.isEmpty() && !secret.startsWith("AutoGenerate")) {
                        drafts.add(Commands.shown("machine key", Commands.digest(secret)));
                    }
                }
            });
            boolean followed = elsewhere.filter(IisRoots::isLocal).isPresent();
            return Parsed.including(
                    drafts,
                    followed
                            ? REDIRECTED.stream()
                                    .map(name -> elsewhere.get() + "\\" + name)
                                    .toList()
                            : List.of(),
                    xml.malformed() + (elsewhere.isPresent() && !followed ? 1 : 0));
        };
    }

    /** What the sites of the web server load, wherever their roots are. */
    public static BytesFormat sites() {
        BytesFormat web = web();
        return (file, bytes) -> IisRoots.isConfiguration(file.path())
                ? IisRoots.below(file.path(), WindowsText.of(bytes), List.of("web.config"))
                : web.parse(file, bytes);
    }

    private static void added(Element root, String section, List<Draft> drafts) {
        for (Element add : children(root, section, "add")) {
            String image = add.attribute("image");
            String processor = add.attribute("scriptProcessor");
            String type = add.attribute("type");
            String path = add.attribute("path");
            String name = section + " " + (add.attribute("name").isEmpty() ? path + type : add.attribute("name"));
            String loaded = image.isEmpty() ? processor : image;
            Text value = Text.of(loaded)
                    .and("type", type)
                    .and("for", path)
                    .and("verbs", add.attribute("verb"))
                    .and("allowed", add.attribute("allowed"));
            Run run = loaded.isEmpty() ? new Run.Nothing() : new WindowsRun.Library(loaded.split("\\|", 2)[0], false);
            drafts.add(Draft.of(name, value.all(), run));
        }
    }

    private static List<Element> children(Element root, String section, String child) {
        return root.all(section).stream()
                .flatMap(s -> s.children(child).stream())
                .toList();
    }

    private static Draft library(String name, String path) {
        return Draft.of(name, path, new WindowsRun.Library(path, false));
    }

    /** What Exchange's transport loads. */
    public static BytesFormat transportAgents() {
        return (file, bytes) -> {
            XmlText xml = XmlText.parse(WindowsText.of(bytes));
            List<Draft> drafts = new ArrayList<>();
            xml.root()
                    .ifPresent(root -> root.all("agent").forEach(agent -> {
                        String assembly = agent.attribute("assemblyPath");
                        Text value = Text.of(assembly)
                                .and("class", agent.attribute("classFactory"))
                                .and("base", agent.attribute("baseType"));
                        drafts.add(Draft.of(agent.attribute("name"), value.all(), new Run.Path(assembly))
                                .enabled(!agent.attribute("enabled").equalsIgnoreCase("false")));
                    }));
            return Parsed.of(drafts, xml.malformed());
        };
    }
}
