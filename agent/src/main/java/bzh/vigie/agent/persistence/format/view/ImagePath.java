package bzh.vigie.agent.persistence.format.view;

import bzh.vigie.agent.host.WindowsPath;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Whether two texts name the same program or driver's file: a variable may stand for anything, since the service manager may
 * have other ones than this process, and a driver's file has several names. Pure.
 */
final class ImagePath {
    private static final Pattern VARIABLE = Pattern.compile("%[^%\\\\]{1,64}%");
    private static final List<String> BEGINNINGS = List.of("\\??\\", "\\systemroot\\", "%systemroot%\\", "%windir%\\");

    private ImagePath() {}

    /**
     * Whether they do.
     *
     * @param registry as the registry has it, with variables
     * @param windows the folder of Windows, such as {@code C:\Windows}
     */
    static boolean isSame(String registry, String told, String windows) {
        String wanted = ofWindows(registry, windows);
        String given = ofWindows(told, windows);
        return wanted.equals(given) || (wanted.indexOf('%') >= 0 && fits(wanted, given));
    }

    /** Folded, without quotes, and without what stands for the folder of Windows. */
    static String ofWindows(String text, String windows) {
        String name =
                WindowsPath.fold(text).replace('/', '\\').replace("\"", "").strip();
        String folder = WindowsPath.fold(windows) + "\\";
        for (boolean cut = true; cut; ) {
            cut = false;
            for (String beginning : BEGINNINGS) {
                String folded = WindowsPath.fold(beginning);
                if (name.startsWith(folded)) {
                    name = name.substring(folded.length());
                    cut = true;
                }
            }
            if (name.startsWith(folder)) {
                name = name.substring(folder.length());
                cut = true;
            }
        }
        return name;
    }

    /** The last name of a path that was folded so. */
    static String file(String path) {
        return path.substring(path.lastIndexOf('\\') + 1);
    }

    private static boolean fits(String wanted, String given) {
        String[] parts = VARIABLE.split(wanted, -1);
        if (parts.length == 1 || !given.startsWith(parts[0])) {
            return false;
        }
        int at = parts[0].length();
        for (int i = 1; i < parts.length - 1; i++) {
            int found = given.indexOf(parts[i], at);
            if (found < 0) {
                return false;
            }
            at = found + parts[i].length();
        }
        String last = parts[parts.length - 1];
        return given.length() - last.length() >= at && given.endsWith(last);
    }
}
