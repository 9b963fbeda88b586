package bzh.vigie.installers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the MSI is made from: {@code vigie-agent.wxs}, with a component for each file of a {@link WindowsTree}. A component's id comes
 * from its path, so that it stays the same over versions; the product's from the version and all content.
 */
final class MsiSource {
    /** Never changes: it is by this that one version knows another as its forerunner. */
    private static final String UPGRADE_CODE = "5A3C3E0D-7B0E-4B53-9C55-9E1B4F5D0C61";

    /** Where procrun looks, in the 32-bit view of the registry (its registry.c), which this is by its name. */
    private static final String PROCRUN = "SOFTWARE\\Wow6432Node\\Apache Software Foundation\\Procrun 2.0";

    private final Path tree;
    private final Map<Path, String> ids = new HashMap<>();
    private final List<String> components = new ArrayList<>();

    private MsiSource(Path tree) {
        this.tree = tree;
    }

    /**
     * A source for wixl.
     *
     * @param text the template with files, version and options in it
     * @param product its product code, without braces
     * @param serviceComponent the component with the service in it
     */
    record Made(String text, String product, String serviceComponent) {}

    /** The source for these files and this version. */
    static Made of(Path sources, Path tree, String version) throws IOException {
        MsiSource source = new MsiSource(tree);
        String folders = source.folder(tree, "      ");
        String template = Files.readString(sources.resolve("vigie-agent.wxs"));
        List<String> options = new ArrayList<>(options(sources.resolve("program.options")));
        options.addAll(options(sources.resolve("resident.options")));
        options.addAll(options(sources.resolve("service.options")));
        String service = Files.readString(sources.resolve("service.wxi"));
        String product = guid("product " + version + " " + Folders.sha256OfAll(tree) + template + service + options);
        String text = template.replace("@FOLDERS@", folders)
                .replace("@SERVICE@", "\n" + service)
                .replace("@PRODUCT-CODE@", product)
                .replace("@UPGRADE-CODE@", UPGRADE_CODE)
                .replace("@VERSION@", version)
                .replace("@COMPONENTS@", refs(source.components))
                .replace("@GUID-STATE@", guid("component state"))
                .replace("@GUID-CACHE@", guid("component cache"))
                .replace("@PROCRUN@", PROCRUN)
                .replace("@JAVA@", source.ids.getOrDefault(tree.resolve("runtime/bin/java.exe"), ""))
                .replace("@SERVICE-FILE@", source.ids.getOrDefault(tree.resolve(WindowsTree.SERVICE), ""))
                .replace("@JVM-OPTIONS@", values(options))
                .replace("@CLASS-PATH@", classPath(tree));
        return new Made(text, product, "c" + source.id(tree.resolve(WindowsTree.SERVICE)));
    }

    /** The words of an options file: a line each, {@code #} begins a comment. */
    static List<String> options(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
    }

    /** In the order of the command line's ({@link WindowsTree}): the agent's own archive first. */
    private static String classPath(Path tree) throws IOException {
        String command = Files.readString(tree.resolve("vigie-agent.cmd"));
        int from = command.indexOf("-cp \"") + 5;
        return command.substring(from, command.indexOf('"', from)).replace("%here%lib\\", "[LIB]");
    }

    private String folder(Path folder, String indent) throws IOException {
        StringBuilder text = new StringBuilder();
        try (Stream<Path> all = Files.list(folder)) {
            for (Path each : all.sorted().toList()) {
                String id = id(each);
                if (Files.isDirectory(each)) {
                    text.append(indent)
                            .append("<Directory Id=\"")
                            .append(folderId(each, id))
                            .append("\" Name=\"")
                            .append(each.getFileName())
                            .append("\">\n")
                            .append(folder(each, indent + "  "))
                            .append(indent)
                            .append("</Directory>\n");
                } else {
                    text.append(file(each, id, indent));
                }
            }
        }
        return text.toString();
    }

    /** The folders that the template names. */
    private String folderId(Path folder, String id) {
        String name = Folders.name(tree, folder);
        return switch (name) {
            case "lib", "runtime" -> name.toUpperCase(Locale.ROOT);
            default -> "d" + id;
        };
    }

    private String file(Path file, String id, String indent) {
        String name = Folders.name(tree, file);
        ids.put(file, "f" + id);
        components.add("c" + id);
        String service = name.equals(WindowsTree.SERVICE) ? "@SERVICE@" : "";
        return indent + "<Component Id=\"c" + id + "\" Guid=\"" + guid("component " + name) + "\"><File Id=\"f" + id
                + "\" Name=\"" + file.getFileName() + "\" Source=\"" + file.toAbsolutePath() + "\" KeyPath=\"yes\"/>"
                + service + "</Component>\n";
    }

    private String id(Path path) {
        return guid("id " + Folders.name(tree, path)).replace("-", "").substring(0, 16);
    }

    private static String refs(List<String> components) {
        return components.stream()
                .map(each -> "      <ComponentRef Id=\"" + each + "\"/>\n")
                .collect(Collectors.joining());
    }

    /** Several texts as one value of the Registry table. */
    private static String values(List<String> all) {
        return "[~]" + String.join("[~]", all) + "[~]";
    }

    /** A name-based UUID (RFC 9562, 5.3), as Windows Installer writes one. */
    static String guid(String name) {
        return UUID.nameUUIDFromBytes(("bzh.vigie.agent " + name).getBytes(StandardCharsets.UTF_8))
                .toString()
                .toUpperCase(Locale.ROOT);
    }
}
