package bzh.vigie.agent.persistence.format.server;

import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.HostText;
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
 * machine and one that holds Windows itself are none. Where {@code redirection.config} has IIS read its configuration elsewhere
 * (configurationRedirection), that is followed; on another machine it counts as not understood. Pure.
 */
public final class IisRoots {
    /** With three kinds of files below each, fewer than a place follows. */
    private static final int MAX = 40;

    private static final int LONGEST = 512;
    private static final String CONFIGURATION = "/applicationhost.config";
    private static final String REDIRECTION = "/inetsrv/config/redirection.config";
    private static final Pattern WINDOWS = Pattern.compile("(?i)[a-z]:\\\\(?:windows|winnt)\\\\(?:system32\\\\)?");
    private static final Pattern ROOT =
            Pattern.compile("(?:[A-Za-z]:|%[^%\\\\]{1,100}%)[\\\\/][^*?%<>|\"\\x00-\\x1f]*");

    private IisRoots() {}

    /** Whether that file is the one that names them, or says where it is. */
    public static boolean isConfiguration(HostPath file) {
        String path = WindowsPath.fold(file.text());
        return path.endsWith(WindowsPath.fold(CONFIGURATION)) || path.endsWith(WindowsPath.fold(REDIRECTION));
    }

    /** The folder from which IIS is told to read its configuration; empty where it is not, or where that is switched off. */
    public static Optional<String> redirected(Element root) {
        return root.all("configurationRedirection").stream()
                .filter(each -> each.attribute("enabled").equalsIgnoreCase("true"))
                .map(each -> each.attribute("path").strip().replaceAll("[\\\\/]+$", ""))
                .filter(path -> !path.isEmpty())
                .findFirst();
    }

    /** Whether a folder is on a drive of this machine and no pattern. */
    public static boolean isLocal(String folder) {
        return folder.length() <= LONGEST && ROOT.matcher(folder + "\\").matches();
    }

    /**
     * The files of these names at any depth below the roots; each root beyond the fortieth counts as not understood.
     *
     * @param file where the text is from
     */
    public static Parsed below(HostPath file, String text, List<String> names) {
        XmlText xml = XmlText.parse(text);
        Optional<String> elsewhere = xml.root().flatMap(IisRoots::redirected);
        if (elsewhere.isPresent()) {
            return isLocal(elsewhere.get())
                    ? Parsed.including(
                            List.of(), List.of(elsewhere.get() + "\\applicationHost.config"), xml.malformed())
                    : Parsed.of(List.of(), xml.malformed() + 1);
        }
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
        String drive = file.components().isEmpty()
                ? ""
                : HostText.escaped(file.components().getFirst());
        String written = root.replaceFirst("(?i)^%(?:systemroot|windir)%", "%SystemDrive%\\\\Windows")
                .replaceFirst("(?i)^%systemdrive%", drive);
        Optional<HostPath> folder = WindowsPath.parse(written);
        return WINDOWS.matcher(written).matches()
                || folder.map(f -> WindowsPath.fold(file.text() + "/").startsWith(WindowsPath.fold(f.text() + "/")))
                        .orElse(written.indexOf('\\') == written.length() - 1);
    }
}
