package bzh.vigie.agent.persistence.catalogue;

import static bzh.vigie.agent.persistence.catalogue.Location.keys;
import static bzh.vigie.agent.persistence.catalogue.Location.userKeys;
import static bzh.vigie.agent.persistence.catalogue.WindowsPlaces.VERSION;
import static bzh.vigie.agent.persistence.catalogue.WindowsPlaces.both;
import static bzh.vigie.agent.persistence.catalogue.WindowsPlaces.classes;
import static bzh.vigie.agent.persistence.catalogue.WindowsPlaces.own;
import static bzh.vigie.agent.persistence.catalogue.WindowsPlaces.ownClasses;

import bzh.vigie.agent.persistence.format.registry.ComClass;
import bzh.vigie.agent.persistence.format.registry.Commands;
import bzh.vigie.agent.persistence.format.registry.Handler;
import bzh.vigie.agent.persistence.format.registry.Values;
import bzh.vigie.agent.persistence.format.registry.Values.Names;
import java.util.List;

/** What Explorer, Internet Explorer and every program load by a class: COM and extensions. */
final class WindowsShell {
    private WindowsShell() {}

    static List<Location> locations() {
        return List.of(
                keys("windows.com.class", "T1546.015", new ComClass(), classes("/CLSID/*"))
                        .mass(),
                userKeys("windows.com.class-user", "T1546.015", new ComClass(), ownClasses("/CLSID/*")),
                userKeys(
                        "windows.com.type-library-user",
                        "T1546.015",
                        Values.named(Names.FILE, ""),
                        ownClasses("/TypeLib/*/*/*/win32", "/TypeLib/*/*/*/win64")),
                keys(
                                "windows.com.type-library",
                                "T1546.015",
                                Values.named(Names.FILE, ""),
                                classes("/TypeLib/*/*/*/win32", "/TypeLib/*/*/*/win64"))
                        .mass(),
                keys(
                        "windows.com.surrogate",
                        "T1546.015",
                        Values.named(Names.COMMAND, "DllSurrogateExecutable", "LocalService", "RemoteServerName")
                                .and((key, draft) -> draft),
                        classes("/AppID/*")),
                userKeys(
                        "windows.com.surrogate-user",
                        "T1546.015",
                        Values.named(Names.COMMAND, "DllSurrogateExecutable", "RemoteServerName"),
                        ownClasses("/AppID/*")),
                userKeys("windows.com.prog-id-user", "T1546.015", Handler.in(), ownClasses("/*/CLSID")),
                userKeys(
                        "windows.com.interface-user",
                        "T1546.015",
                        Handler.in(),
                        ownClasses("/Interface/*/ProxyStubClsid32")),
                keys(
                                "windows.com.persistent-handler",
                                "T1546",
                                Handler.in(),
                                classes(
                                        "/*/PersistentHandler",
                                        "/CLSID/*/PersistentHandler",
                                        "/CLSID/*/PersistentAddinsRegistered/*"))
                        .mass(),
                keys(
                        "windows.com.protocol",
                        "T1546.015",
                        Handler.in("CLSID"),
                        classes(
                                "/Protocols/Filter/*",
                                "/Protocols/Handler/*",
                                "/Protocols/Name-Space Handler/*/*",
                                "/Protocols/Name-Space Handler/*",
                                "/Filter/*")),
                userKeys(
                        "windows.com.protocol-user",
                        "T1546.015",
                        Handler.in("CLSID"),
                        ownClasses(
                                "/Protocols/Filter/*",
                                "/Protocols/Handler/*",
                                "/Protocols/Name-Space Handler/*/*",
                                "/Protocols/Name-Space Handler/*")),
                keys("windows.com.media-filter", "T1547", Handler.in("CLSID"), classes("/CLSID/*/Instance/*")),
                keys(
                                "windows.shell-extension",
                                "T1546.015",
                                Handler.in(),
                                classes(
                                        "/*/ShellEx/*Handlers/*",
                                        "/*/ShellEx/*Handlers",
                                        "/*/ShellEx/IconHandler",
                                        "/*/ShellEx/ExtShellFolderViews/*",
                                        "/SystemFileAssociations/*/ShellEx/*Handlers/*",
                                        "/Directory/Background/ShellEx/*Handlers/*"))
                        .mass(),
                userKeys(
                        "windows.shell-extension-user",
                        "T1546.015",
                        Handler.in(),
                        ownClasses(
                                "/*/ShellEx/*Handlers/*",
                                "/*/ShellEx/*Handlers",
                                "/*/ShellEx/IconHandler",
                                "/*/ShellEx/ExtShellFolderViews/*",
                                "/SystemFileAssociations/*/ShellEx/*Handlers/*",
                                "/Directory/Background/ShellEx/*Handlers/*")),
                keys(
                        "windows.shell-extension.overlay",
                        "T1546.015",
                        Handler.in().ordered(),
                        both(
                                VERSION + "/Explorer/ShellIconOverlayIdentifiers/*",
                                VERSION + "/Explorer/FindExtensions/Static/*",
                                VERSION + "/Explorer/FindExtensions/*")),
                userKeys(
                        "windows.shell-extension.overlay-user",
                        "T1546.015",
                        Handler.in().ordered(),
                        own(VERSION + "/Explorer/ShellIconOverlayIdentifiers/*")),
                keys(
                        "windows.explorer.service-object",
                        "T1546",
                        Handler.in(),
                        both(VERSION + "/Explorer/ShellServiceObjects/*")),
                userKeys(
                        "windows.explorer.service-object-user",
                        "T1546",
                        Handler.in(),
                        own(VERSION + "/Explorer/ShellServiceObjects/*")),
                keys(
                        "windows.explorer.delayed-object",
                        "T1546",
                        Handler.list(),
                        both(
                                VERSION + "/ShellServiceObjectDelayLoad",
                                VERSION + "/Explorer/SharedTaskScheduler",
                                VERSION + "/Explorer/ShellExecuteHooks")),
                userKeys(
                        "windows.explorer.delayed-object-user",
                        "T1546",
                        Handler.list(),
                        own(
                                VERSION + "/ShellServiceObjectDelayLoad",
                                VERSION + "/Explorer/SharedTaskScheduler",
                                VERSION + "/Explorer/ShellExecuteHooks")),
                keys(
                        "windows.explorer.tool",
                        "T1546",
                        Values.named(Names.COMMAND, ""),
                        both(VERSION + "/Explorer/MyComputer/*")),
                keys("windows.explorer.clean-up", "T1546", Handler.in(), both(VERSION + "/Explorer/VolumeCaches/*")),
                keys(
                        "windows.explorer.auto-play",
                        "T1546",
                        Values.named(Names.COMMAND, "InvokeProgID", "ProgID", "CLSID")
                                .and((key, draft) -> Commands.shown(draft.name(), draft.value())),
                        both(VERSION + "/Explorer/AutoplayHandlers/Handlers/*")),
                userKeys(
                        "windows.explorer.auto-play-user",
                        "T1546",
                        Values.named(Names.COMMAND, "InvokeProgID", "ProgID", "CLSID")
                                .and((key, draft) -> Commands.shown(draft.name(), draft.value())),
                        own(VERSION + "/Explorer/AutoplayHandlers/Handlers/*")),
                keys(
                        "windows.internet-explorer.object",
                        "T1176",
                        Handler.in("ClsidExtension", "CLSID"),
                        both(
                                VERSION + "/Explorer/Browser Helper Objects/*",
                                "/Microsoft/Internet Explorer/Extensions/*",
                                "/Microsoft/Internet Explorer/Explorer Bars/*")),
                userKeys(
                        "windows.internet-explorer.object-user",
                        "T1176",
                        Handler.in("ClsidExtension", "CLSID"),
                        own(
                                VERSION + "/Explorer/Browser Helper Objects/*",
                                "/Microsoft/Internet Explorer/Extensions/*",
                                "/Microsoft/Internet Explorer/Explorer Bars/*")),
                keys(
                        "windows.internet-explorer.tool-bar",
                        "T1176",
                        Handler.list(),
                        both(
                                "/Microsoft/Internet Explorer/Toolbar",
                                "/Microsoft/Internet Explorer/URLSearchHooks",
                                "/Microsoft/Internet Explorer/Toolbar/ShellBrowser",
                                "/Microsoft/Internet Explorer/Toolbar/WebBrowser")),
                userKeys(
                        "windows.internet-explorer.tool-bar-user",
                        "T1176",
                        Handler.list(),
                        own(
                                "/Microsoft/Internet Explorer/Toolbar",
                                "/Microsoft/Internet Explorer/URLSearchHooks",
                                "/Microsoft/Internet Explorer/Toolbar/ShellBrowser",
                                "/Microsoft/Internet Explorer/Toolbar/WebBrowser")),
                keys(
                        "windows.internet-explorer.elevation",
                        "T1176",
                        Values.named(Names.NOTHING, "AppName", "AppPath", "CLSID"),
                        both(
                                "/Microsoft/Internet Explorer/Low Rights/ElevationPolicy/*",
                                "/Microsoft/Internet Explorer/Low Rights/DragDrop/*")),
                userKeys(
                        "windows.internet-explorer.menu-user",
                        "T1176",
                        Values.named(Names.FILE, ""),
                        own("/Microsoft/Internet Explorer/MenuExt/*")));
    }
}
