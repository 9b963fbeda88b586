package bzh.vigie.event;

import bzh.vigie.text.LetterCase;
import bzh.vigie.text.Printable;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What people call an item: by its name, and where that is one that every registry key of its place has ({@code ImagePath}), by the key as well:
 * {@code WinUpd\ImagePath}. What is named by bytes of a program is called by its file. For reading; nothing is compared by it.
 */
public final class ItemLabel {
    private static final Set<String> OF_EVERY_KEY = Set.of(
            "",
            "(default)",
            "autorun",
            "clsid",
            "command",
            "configuration",
            "debugger",
            "delegateexecute",
            "displayname",
            "dllname",
            "driver",
            "failurecommand",
            "filepath",
            "globalflag",
            "imagepath",
            "inprocserver32",
            "localserver32",
            "location",
            "monitorprocess",
            "name",
            "parameters\\servicedll",
            "path",
            "providerpath",
            "quietuninstallstring",
            "scrnsave.exe",
            "servicedll",
            "stubpath",
            "uninstallstring");

    private ItemLabel() {}

    /** Bytes that are no text, as agents escape them; a backslash of the text's own stands there twice. */
    private static final Pattern ESCAPED = Pattern.compile("(?<!\\\\)\\\\x[0-9a-fA-F]{2}");

    private static final int FEWEST = 3;
    private static final int ONE_IN = 10;

    /** That of an item with this source and this name; the name alone where the source is no registry key. */
    public static String of(String source, String name) {
        int last = Math.max(source.lastIndexOf('\\'), source.lastIndexOf('/'));
        if (isBinary(name) && last + 1 < source.length()) {
            return source.substring(last + 1);
        }
        return source.startsWith("HK") && last > 0 && OF_EVERY_KEY.contains(LetterCase.fold(name))
                ? source.substring(last + 1) + "\\" + name
                : name;
    }

    /** Whether a text is bytes rather than words: one in ten of its characters could not be read. */
    public static boolean isBinary(String text) {
        String rest = ESCAPED.matcher(text).replaceAll("\uFFFD");
        long unread = rest.codePoints()
                .filter(c -> c == 0xFFFD || (Printable.isHidden(c) && !Character.isWhitespace(c)))
                .count();
        return unread >= FEWEST && unread * ONE_IN >= rest.length();
    }
}
