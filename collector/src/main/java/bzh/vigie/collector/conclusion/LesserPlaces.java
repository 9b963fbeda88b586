package bzh.vigie.collector.conclusion;

import java.util.Set;

/**
 * Places of which a person's word may stand for a comparison: what runs with the rights of one user alone, browsers, names of hosts,
 * and the directory of a controller, which no scan reads and which is judged by what the domain's agent read of it.
 * Each is named here; of every other place, and of each that is new, no word stands, since it runs code as the system or decides who may
 * enter until somebody says otherwise. Pure.
 */
final class LesserPlaces {
    static final Set<String> ALL = Set.of(
            "ad.database",
            "linux.browser.extension",
            "linux.browser.native-host",
            "linux.dbus.user-service",
            "linux.desktop.extension",
            "linux.desktop.user-application",
            "linux.desktop.user-script",
            "linux.environment.user",
            "linux.git.user-config",
            "linux.git.user-repository",
            "linux.hosts",
            "linux.ide.extension",
            "linux.library.user-setting",
            "linux.mail.filter",
            "linux.mail.forward",
            "linux.mail.procmail",
            "linux.python.user-start",
            "linux.session.user-program",
            "linux.shell.history",
            "linux.shell.user-profile",
            "linux.shell.user-trap",
            "linux.xdg.user-autostart",
            "windows.active-setup-user",
            "windows.app-path-user",
            "windows.association.console-user",
            "windows.association.ending-user",
            "windows.association.program-user",
            "windows.browser.extension",
            "windows.browser.extension-user",
            "windows.browser.firefox-add-on-user",
            "windows.browser.forced-user",
            "windows.browser.native-host-user",
            "windows.browser.plug-in-user",
            "windows.browser.profile-extension-user",
            "windows.browser.side-loaded-user",
            "windows.codec.driver-user",
            "windows.com.class-user",
            "windows.com.interface-user",
            "windows.com.prog-id-user",
            "windows.com.protocol-user",
            "windows.com.type-library-user",
            "windows.environment-user",
            "windows.explorer.delayed-object-user",
            "windows.explorer.service-object-user",
            "windows.hosts",
            "windows.html-help-user",
            "windows.ide.extension-user",
            "windows.internet-explorer.menu-user",
            "windows.internet-explorer.object-user",
            "windows.internet-explorer.tool-bar-user",
            "windows.language-bar-user",
            "windows.load-user",
            "windows.logon-script-user",
            "windows.office.add-in-user",
            "windows.office.macro-security-user",
            "windows.office.open-user",
            "windows.office.outlook-page-user",
            "windows.office.outlook-security-user",
            "windows.office.start-file-user",
            "windows.office.test-user",
            "windows.office.trusted-location-user",
            "windows.power-shell.profile-user",
            "windows.proxy-user",
            "windows.screen-saver-user",
            "windows.script-host-user",
            "windows.shell-extension-user",
            "windows.shell-extension.overlay-user",
            "windows.shell.auto-run-user",
            "windows.shortcut-user",
            "windows.terminal-user",
            "windows.uninstall-user",
            "windows.wall-paper-user");

    private LesserPlaces() {}

    /**
     * Whether a word may stand for it.
     *
     * @param named a place, with its account where it has one, {@link Criterion#BETWEEN} between
     */
    static boolean has(String named) {
        String[] parts = named.split(Criterion.BETWEEN, 2);
        return ALL.contains(parts[0]) && !(parts.length > 1 && parts[1].equals("root"));
    }
}
