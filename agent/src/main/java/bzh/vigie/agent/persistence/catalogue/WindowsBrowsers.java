package bzh.vigie.agent.persistence.catalogue;

import static bzh.vigie.agent.persistence.catalogue.Location.home;

import bzh.vigie.agent.persistence.format.session.Extension;
import bzh.vigie.agent.persistence.format.windows.BrowserFiles;
import bzh.vigie.agent.persistence.format.windows.BrowserPreferences;
import java.util.List;
import java.util.stream.Stream;

/** Extensions of browsers and editors in a profile, and what Windows Terminal starts. */
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
                        "windows.browser.side-loaded-user",
                        "T1176.001",
                        new BrowserPreferences(),
                        preferences(
                                "Google/Chrome/User Data/*",
                                "Microsoft/Edge/User Data/*",
                                "BraveSoftware/Brave-Browser/User Data/*",
                                "Chromium/User Data/*",
                                "Vivaldi/User Data/*")),
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
                        "~/AppData/Local/Microsoft/Windows Terminal/settings.json"),
                home(
                        "windows.ide.extension-user",
                        "T1176.002",
                        new Extension(),
                        "~/.vscode/extensions/*/package.json",
                        "~/.vscode-insiders/extensions/*/package.json",
                        "~/.vscode-oss/extensions/*/package.json",
                        "~/.cursor/extensions/*/package.json",
                        "~/.windsurf/extensions/*/package.json"));
    }

    /** The signed and the plain preferences of each profile of a browser. */
    private static String[] preferences(String... profiles) {
        return Stream.of(profiles)
                .flatMap(profile -> Stream.of("Secure Preferences", "Preferences")
                        .map(name -> "~/AppData/Local/" + profile + "/" + name))
                .toArray(String[]::new);
    }
}
