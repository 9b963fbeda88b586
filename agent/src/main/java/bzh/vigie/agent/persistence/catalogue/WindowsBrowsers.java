package bzh.vigie.agent.persistence.catalogue;

import static bzh.vigie.agent.persistence.catalogue.Location.home;

import bzh.vigie.agent.persistence.format.windows.BrowserFiles;
import java.util.List;

/** Extensions of browsers in a profile, and what Windows Terminal starts. */
final class WindowsBrowsers {
    private WindowsBrowsers() {}

    static List<Location> locations() {
        return List.of(
                home(
                        "windows.browser.profile-extension-user",
                        "T1176.001",
                        BrowserFiles.chromium(),
                        "~/AppData/Local/Google/Chrome/User Data/*/Extensions/*/*/manifest.json",
                        "~/AppData/Local/Microsoft/Edge/User Data/*/Extensions/*/*/manifest.json",
                        "~/AppData/Local/BraveSoftware/Brave-Browser/User Data/*/Extensions/*/*/manifest.json",
                        "~/AppData/Local/Chromium/User Data/*/Extensions/*/*/manifest.json",
                        "~/AppData/Local/Vivaldi/User Data/*/Extensions/*/*/manifest.json",
                        "~/AppData/Roaming/Opera Software/Opera Stable/Extensions/*/*/manifest.json"),
                home(
                        "windows.browser.firefox-add-on-user",
                        "T1176.001",
                        BrowserFiles.firefox(),
                        "~/AppData/Roaming/Mozilla/Firefox/Profiles/*/extensions.json",
                        "~/AppData/Roaming/Thunderbird/Profiles/*/extensions.json"),
                home(
                        "windows.terminal-user",
                        "T1546",
                        BrowserFiles.terminal(),
                        "~/AppData/Local/Packages/Microsoft.WindowsTerminal_8wekyb3d8bbwe/LocalState/settings.json",
                        "~/AppData/Local/Packages/Microsoft.WindowsTerminalPreview_8wekyb3d8bbwe/LocalState/settings.json",
                        "~/AppData/Local/Microsoft/Windows Terminal/settings.json"));
    }
}
