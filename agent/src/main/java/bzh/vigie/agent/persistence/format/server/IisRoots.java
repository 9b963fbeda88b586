package bzh.vigie.agent.persistence.format.server;

import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.WindowsPath;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.windows.xml.Element;
import bzh.vigie.agent.windows.xml.XmlText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where the sites of IIS lie: the {@code physicalPath} of each {@code virtualDirectory} of {@code applicationHost.config} (IIS
 * configuration reference, system.applicationHost/sites), Exchange's among them. One that lies below another, one on another
 * machine and one that holds Windows itself are none. Pure.
 */
public final class IisRoots {
    /** With three kinds of files below each, fewer than a place follows. */
    private static final int MAX = 40;

    private static final int LONGEST = 512;
    private static final String CONFIGURATION = "/inetsrv/config/applicationhost.config";
    private static final Pattern ROOT =
            Pattern.compile("(?:[A-Za-z]:|%[^%\\\\]{1,100}%)[\\\\/][^*?%<>|\"\\x00-\\x1f]*");

    private IisRoots() {}

    /** Whether that file is the one that names them. */
    public static boolean isConfiguration(HostPath file) {
        return WindowsPath.fold(file.text()).endsWith(WindowsPath.fold(CONFIGURATION));
    }

    /**
     * The files of these names at any depth below the roots; each root beyond the fortieth counts as not understood.
     *
     * @param file where the text is from
     */
    public static Parsed below(HostPath file, String text, List<String> names) {
        XmlText xml = XmlText.parse(text);
        List<String> roots = xml.root().map(root -> roots(root, file)).orElse(List.of());
        List<String> files = roots.stream()
                .limit(MAX)
                .flatMap(root -> names.stream().map(name -> root + "**\\" + name))
                .toList();
        return Parsed.including(List.of(), files, xml.malformed() + Math.max(0, roots.size() - MAX));
    }

    private static List<String> roots(Element root, HostPath file) {
        List<String> outermost = new ArrayList<>();
        List<String> folded = new ArrayList<>();
        root.all("virtualDirectory").stream()
                .map(folder -> folder.attribute("physicalPath").strip())
                .filter(path -> !path.isEmpty() && path.length() <= LONGEST)
                .map(path -> path.replaceAll("[\\\\/]+", "\\\\").replaceAll("\\\\$", "") + "\\")
                .filter(path -> ROOT.matcher(path).matches() && !holds(path, file))
                .sorted(Comparator.comparingInt(String::length))
                .forEach(path -> {
                    String fold = WindowsPath.fold(path);
                    if (folded.stream().noneMatch(fold::startsWith)) {
                        folded.add(fold);
                        outermost.add(path);
                    }
                });
        return outermost;
    }

    /** A variable alone is the system's drive or a folder of its own. */
    private static boolean holds(String root, HostPath file) {
        Optional<HostPath> folder = WindowsPath.parse(root);
        return folder.isPresent()
                ? WindowsPath.fold(file.text() + "/")
                        .startsWith(WindowsPath.fold(folder.get().text() + "/"))
                : root.indexOf('\\') == root.length() - 1;
    }
}
