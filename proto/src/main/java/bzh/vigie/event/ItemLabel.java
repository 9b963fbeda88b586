package bzh.vigie.event;

import bzh.vigie.text.LetterCase;
import java.util.Set;

/**
 * What people call an item: by its name, and where that is one that every registry key of its place has ({@code ImagePath}), by the key as well:
 * {@code WinUpd\ImagePath}. For reading; nothing is compared by it.
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

    /** That of an item with this source and this name; the name alone where the source is no registry key. */
    public static String of(String source, String name) {
        int last = source.lastIndexOf('\\');
        return source.startsWith("HK") && last > 0 && OF_EVERY_KEY.contains(LetterCase.fold(name))
                ? source.substring(last + 1) + "\\" + name
                : name;
    }
}
