package bzh.vigie.agent.persistence.catalogue;

import static bzh.vigie.agent.persistence.catalogue.Location.keys;
import static bzh.vigie.agent.persistence.catalogue.Location.userKeys;
import static bzh.vigie.agent.persistence.catalogue.WindowsPlaces.VERSION;
import static bzh.vigie.agent.persistence.catalogue.WindowsPlaces.both;
import static bzh.vigie.agent.persistence.catalogue.WindowsPlaces.own;

import bzh.vigie.agent.persistence.format.registry.OfficeAddIn;
import bzh.vigie.agent.persistence.format.registry.Values;
import bzh.vigie.agent.persistence.format.registry.Values.Names;
import bzh.vigie.agent.persistence.format.registry.WeakSettings;
import java.util.List;
import java.util.Map;

/** What Office and other programs of users load. */
final class WindowsOffice {
    private WindowsOffice() {}

    static List<Location> locations() {
        return List.of(
                keys(
                        "windows.office.test",
                        "T1137.002",
                        Values.named(Names.LIBRARY, ""),
                        both("/Microsoft/Office test/Special/Perf")),
                userKeys(
                        "windows.office.test-user",
                        "T1137.002",
                        Values.named(Names.LIBRARY, ""),
                        own("/Microsoft/Office test/Special/Perf")),
                keys(
                        "windows.office.add-in",
                        "T1137.006",
                        new OfficeAddIn(),
                        both(
                                "/Microsoft/Office/*/Addins/*",
                                "/Microsoft/Office/*/*/Addins/*",
                                "/Microsoft/VBA/VBE/*/Addins*/*")),
                userKeys(
                        "windows.office.add-in-user",
                        "T1137.006",
                        new OfficeAddIn(),
                        own(
                                "/Microsoft/Office/*/Addins/*",
                                "/Microsoft/Office/*/*/Addins/*",
                                "/Microsoft/VBA/VBE/*/Addins*/*")),
                userKeys(
                        "windows.office.open-user",
                        "T1137.006",
                        Values.beginning(Names.COMMAND, "OPEN"),
                        "HKCU/Software/Microsoft/Office/*/Excel/Options",
                        "HKCU/Software/Policies/Microsoft/Office/*/Excel/Options"),
                userKeys(
                        "windows.office.start-path-user",
                        "T1137.001 T1546",
                        Values.named(Names.FILE, "STARTUP-PATH", "AltStartup", "GlobalDotName"),
                        "HKCU/Software/Microsoft/Office/*/Word/Options",
                        "HKCU/Software/Microsoft/Office/*/Excel/Options",
                        "HKCU/Software/Policies/Microsoft/Office/*/Word/Options",
                        "HKCU/Software/Policies/Microsoft/Office/*/Excel/Options"),
                userKeys(
                        "windows.office.web-add-in-user",
                        "T1137.006",
                        Values.all(Names.FILE),
                        "HKCU/Software/Microsoft/Office/*/WEF/Developer"),
                userKeys(
                        "windows.office.web-catalogue-user",
                        "T1137.006",
                        Values.named(Names.NOTHING, "Url"),
                        "HKCU/Software/Microsoft/Office/*/WEF/TrustedCatalogs/*"),
                userKeys(
                        "windows.office.outlook-page-user",
                        "T1137.004",
                        Values.named(Names.FILE, "URL"),
                        "HKCU/Software/Microsoft/Office/*/Outlook/WebView/*",
                        "HKCU/Software/Policies/Microsoft/Office/*/Outlook/WebView/*",
                        "HKCU/Software/Microsoft/Office/*/Outlook/Today"),
                userKeys(
                        "windows.office.outlook-security-user",
                        "T1137",
                        new WeakSettings(Map.of(
                                "Level",
                                "1",
                                "EnableUnsafeClientMailRules",
                                "1",
                                "EnableRoamingFolderHomepages",
                                "1",
                                "NonDefaultStoreScript",
                                "1",
                                "AllowNonDefaultStoreScripts",
                                "1",
                                "LoadMacroProviderOnBoot",
                                "1",
                                "EnableScriptsInPublicFolders",
                                "1")),
                        "HKCU/Software/Microsoft/Office/*/Outlook/Security",
                        "HKCU/Software/Microsoft/Office/*/Outlook",
                        "HKCU/Software/Policies/Microsoft/Office/*/Outlook/Security"),
                userKeys(
                        "windows.office.macro-security-user",
                        "T1137",
                        new WeakSettings(Map.of(
                                "VBAWarnings",
                                "1",
                                "AccessVBOM",
                                "1",
                                "DisableInternetFilesInPV",
                                "1",
                                "DisableUnsafeLocationsInPV",
                                "1",
                                "DisableAttachmentsInPV",
                                "1",
                                "blockcontentexecutionfrominternet",
                                "0",
                                "AllowNetworkLocations",
                                "1")),
                        "HKCU/Software/Microsoft/Office/*/*/Security",
                        "HKCU/Software/Microsoft/Office/*/*/Security/ProtectedView",
                        "HKCU/Software/Microsoft/Office/*/*/Security/Trusted Locations"),
                userKeys(
                        "windows.office.trusted-location-user",
                        "T1137",
                        Values.named(Names.FILE, "Path"),
                        "HKCU/Software/Microsoft/Office/*/*/Security/Trusted Locations/*"),
                keys(
                        "windows.browser.forced",
                        "T1176.001",
                        Values.all(Names.NOTHING),
                        both(
                                "/Policies/Google/Chrome/ExtensionInstallForcelist",
                                "/Policies/Microsoft/Edge/ExtensionInstallForcelist",
                                "/Policies/BraveSoftware/Brave/ExtensionInstallForcelist",
                                "/Policies/Mozilla/Firefox/Extensions/Install")),
                userKeys(
                        "windows.browser.forced-user",
                        "T1176.001",
                        Values.all(Names.NOTHING),
                        own(
                                "/Policies/Google/Chrome/ExtensionInstallForcelist",
                                "/Policies/Microsoft/Edge/ExtensionInstallForcelist")),
                keys(
                        "windows.browser.extension",
                        "T1176.001",
                        Values.named(Names.FILE, "path", "update_url"),
                        both("/Google/Chrome/Extensions/*", "/Microsoft/Edge/Extensions/*")),
                userKeys(
                        "windows.browser.extension-user",
                        "T1176.001",
                        Values.named(Names.FILE, "path", "update_url"),
                        own("/Google/Chrome/Extensions/*", "/Microsoft/Edge/Extensions/*")),
                keys(
                        "windows.browser.policy",
                        "T1176.001 T1098.005",
                        Values.named(
                                Names.NOTHING,
                                "ExtensionSettings",
                                "CloudManagementEnrollmentToken",
                                "EnrollmentToken",
                                "ExtensionInstallSources"),
                        both("/Policies/Google/Chrome", "/Policies/Microsoft/Edge", "/Policies/Mozilla/Firefox")),
                userKeys(
                        "windows.browser.policy-user",
                        "T1176.001",
                        Values.named(Names.NOTHING, "ExtensionSettings", "ExtensionInstallSources"),
                        own("/Policies/Google/Chrome", "/Policies/Microsoft/Edge", "/Policies/Mozilla/Firefox")),
                keys(
                        "windows.browser.native-host",
                        "T1176.001",
                        Values.named(Names.FILE, ""),
                        both(
                                "/Google/Chrome/NativeMessagingHosts/*",
                                "/Microsoft/Edge/NativeMessagingHosts/*",
                                "/Chromium/NativeMessagingHosts/*",
                                "/Mozilla/NativeMessagingHosts/*")),
                userKeys(
                        "windows.browser.native-host-user",
                        "T1176.001",
                        Values.named(Names.FILE, ""),
                        own(
                                "/Google/Chrome/NativeMessagingHosts/*",
                                "/Microsoft/Edge/NativeMessagingHosts/*",
                                "/Mozilla/NativeMessagingHosts/*")),
                keys(
                        "windows.browser.plug-in",
                        "T1176.001",
                        Values.named(Names.LIBRARY, "Path"),
                        both("/MozillaPlugins/*")),
                userKeys(
                        "windows.browser.plug-in-user",
                        "T1176.001",
                        Values.named(Names.LIBRARY, "Path"),
                        own("/MozillaPlugins/*")),
                keys(
                        "windows.browser.program",
                        "T1546",
                        Values.named(Names.COMMAND, ""),
                        both("/Clients/StartMenuInternet/*/shell/*/command")),
                keys(
                        "windows.uninstall",
                        "T1219.002",
                        Values.named(Names.COMMAND, "UninstallString", "QuietUninstallString"),
                        both(VERSION + "/Uninstall/*")),
                userKeys(
                        "windows.uninstall-user",
                        "T1219.002",
                        Values.named(Names.COMMAND, "UninstallString", "QuietUninstallString"),
                        own(VERSION + "/Uninstall/*")));
    }
}
