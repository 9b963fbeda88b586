package bzh.vigie.agent.persistence.catalogue;

import static bzh.vigie.agent.persistence.catalogue.Location.home;
import static bzh.vigie.agent.persistence.catalogue.Location.machine;

import bzh.vigie.agent.persistence.format.windows.ShortcutFiles;
import java.util.List;

/** Shortcuts that people click. */
final class WindowsShortcuts {
    private WindowsShortcuts() {}

    static List<Location> locations() {
        return List.of(
                machine(
                        "windows.shortcut",
                        "T1547.009",
                        ShortcutFiles.link(),
                        "/C:/Users/Public/Desktop/*.lnk",
                        "/C:/ProgramData/Microsoft/Windows/Start Menu/*.lnk",
                        "/C:/ProgramData/Microsoft/Windows/Start Menu/Programs/*.lnk"),
                home(
                        "windows.shortcut-user",
                        "T1547.009",
                        ShortcutFiles.link(),
                        "~/Desktop/*.lnk",
                        "~/OneDrive/Desktop/*.lnk",
                        "~/AppData/Roaming/Microsoft/Internet Explorer/Quick Launch/*.lnk",
                        "~/AppData/Roaming/Microsoft/Internet Explorer/Quick Launch/User Pinned/TaskBar/*.lnk",
                        "~/AppData/Roaming/Microsoft/Internet Explorer/Quick Launch/User Pinned/StartMenu/*.lnk",
                        "~/AppData/Roaming/Microsoft/Windows/Start Menu/*.lnk",
                        "~/AppData/Roaming/Microsoft/Windows/Start Menu/Programs/*.lnk"));
    }
}
