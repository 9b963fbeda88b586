package bzh.vigie.agent.persistence.catalogue;

import static bzh.vigie.agent.persistence.catalogue.Location.home;
import static bzh.vigie.agent.persistence.catalogue.Location.machine;

import bzh.vigie.agent.persistence.format.SourcedScript;
import bzh.vigie.agent.persistence.format.session.Applications;
import bzh.vigie.agent.persistence.format.session.BrowserPolicy;
import bzh.vigie.agent.persistence.format.session.DesktopEntry;
import bzh.vigie.agent.persistence.format.session.EditorTasks;
import bzh.vigie.agent.persistence.format.session.Extension;
import bzh.vigie.agent.persistence.format.session.LibrarySettings;
import bzh.vigie.agent.persistence.format.session.LogonScreen;
import bzh.vigie.agent.persistence.format.session.SessionScript;
import bzh.vigie.agent.persistence.format.session.ShellHistory;
import bzh.vigie.agent.persistence.format.session.ShellProfile;
import bzh.vigie.agent.persistence.format.session.ShellTraps;
import bzh.vigie.agent.persistence.format.session.StartLines;
import bzh.vigie.agent.persistence.format.session.Variables;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What runs when somebody logs on or opens a shell or a desktop. */
final class LinuxSessions {
    private static final List<String> HOME_SHELLS = List.of(
            "~/.profile",
            "~/.bashrc",
            "~/.bash_profile",
            "~/.bash_login",
            "~/.bash_logout",
            "~/.bash_aliases",
            "~/.bash_completion",
            "~/.bash_completion.d/*",
            "~/.local/share/bash-completion/completions/*",
            "~/.bashrc.d/*",
            "~/.zshenv",
            "~/.zprofile",
            "~/.zshrc",
            "~/.zlogin",
            "~/.zlogout",
            "~/.config/zsh/.*",
            "~/.oh-my-zsh/custom/*.zsh",
            "~/.shrc",
            "~/.shinit",
            "~/.kshrc",
            "~/.mkshrc",
            "~/.yashrc",
            "~/.yash_profile",
            "~/.cshrc",
            "~/.tcshrc",
            "~/.login",
            "~/.logout",
            "~/.rcrc",
            "~/.config/fish/config.fish",
            "~/.config/fish/conf.d/*",
            "~/.config/fish/functions/*",
            "~/.config/nushell/*.nu",
            "~/.config/nushell/autoload/*.nu",
            "~/.config/elvish/rc.elv",
            "~/.elvish/rc.elv",
            "~/.xonshrc",
            "~/.config/xonsh/*.xsh",
            "~/.config/xonsh/rc.d/*",
            "~/.config/powershell/*.ps1");

    /** Files in which shells keep what was typed, unless their settings name another. */
    private static final List<String> HISTORIES = List.of(
            "~/.bash_history",
            "~/.zsh_history",
            "~/.zhistory",
            "~/.histfile",
            "~/.sh_history",
            "~/.ksh_history",
            "~/.mksh_history",
            "~/.ash_history",
            "~/.history",
            "~/.local/share/fish/fish_history",
            "~/.config/fish/fish_history");

    private static final List<String> SYSTEM_SHELLS = List.of(
            "/etc/profile",
            "/etc/profile.d/*",
            "/etc/profile.local",
            "/etc/bash.bashrc",
            "/etc/bash.bashrc.local",
            "/etc/bashrc",
            "/etc/bash/*",
            "/etc/bash/bashrc.d/*",
            "/etc/bash.bash_logout",
            "/etc/bash_completion",
            "/etc/bash_completion.d/*",
            "/usr/local/share/bash-completion/completions/*",
            "/etc/zsh_command_not_found",
            "/etc/zshenv",
            "/etc/zprofile",
            "/etc/zshrc",
            "/etc/zlogin",
            "/etc/zlogout",
            "/etc/zsh/*",
            "/etc/fish/config.fish",
            "/etc/fish/conf.d/*",
            "/etc/fish/functions/*",
            "/usr/share/fish/vendor_conf.d/*",
            "/usr/local/share/fish/vendor_conf.d/*",
            "/etc/ksh.kshrc",
            "/etc/kshrc",
            "/etc/mkshrc",
            "/etc/suid_profile",
            "/etc/csh.cshrc",
            "/etc/csh.login",
            "/etc/csh.logout",
            "/etc/csh/*",
            "/etc/csh/login.d/*",
            "/etc/csh/cshrc.d/*",
            "/etc/xonsh/*",
            "/etc/xonsh/rc.d/*",
            "/opt/microsoft/powershell/*/*rofile.ps1",
            "/usr/etc/profile",
            "/usr/etc/profile.d/*",
            "/usr/etc/bash.bashrc",
            "/usr/share/defaults/etc/profile",
            "/usr/share/defaults/etc/profile.d/*");

    private static final List<String> HOME_DESKTOP_STARTS = List.of(
            "~/.xinitrc",
            "~/.xsession",
            "~/.xprofile",
            "~/.xsessionrc",
            "~/.config/autostart-scripts/*",
            "~/.config/plasma-workspace/env/*",
            "~/.config/plasma-workspace/shutdown/*",
            "~/.kde/Autostart/*",
            "~/.kde4/Autostart/*",
            "~/.kde/env/*",
            "~/.config/openbox/autostart",
            "~/.config/openbox/environment",
            "~/.config/labwc/autostart",
            "~/.config/bspwm/bspwmrc",
            "~/.config/river/init",
            "~/.fluxbox/startup",
            "~/.icewm/startup");

    private static final List<String> CHROMIUM = List.of(
            "~/.config/google-chrome*",
            "~/.config/chromium",
            "~/.config/BraveSoftware/*",
            "~/.config/microsoft-edge*",
            "~/.config/vivaldi",
            "~/.config/opera",
            "~/snap/chromium/common/chromium",
            "~/.var/app/*/config/*");

    private static final List<String> FIREFOX = List.of(
            "~/.mozilla/firefox",
            "~/.config/mozilla/firefox",
            "~/snap/firefox/common/.mozilla/firefox",
            "~/.var/app/org.mozilla.firefox/.mozilla/firefox",
            "~/.thunderbird",
            "~/.librewolf");

    private LinuxSessions() {}

    static List<Location> locations() {
        List<Location> all = new ArrayList<>();
        all.addAll(shells());
        all.addAll(desktops());
        all.addAll(programs());
        return all;
    }

    private static List<Location> shells() {
        return List.of(
                machine("linux.shell.system-profile", "T1546.004", new ShellProfile(), system(SYSTEM_SHELLS)),
                home("linux.shell.user-profile", "T1546.004", new ShellProfile(), array(HOME_SHELLS)),
                machine("linux.shell.system-trap", "T1546.005", new ShellTraps(), system(SYSTEM_SHELLS)),
                home("linux.shell.user-trap", "T1546.005", new ShellTraps(), array(HOME_SHELLS)),
                home("linux.shell.history", "T1070.003", new ShellHistory(), array(HISTORIES)),
                machine(
                        "linux.environment.system",
                        "T1574.006 T1574.007",
                        new Variables(),
                        system(
                                SYSTEM_SHELLS,
                                "/etc/environment",
                                "/etc/security/pam_env.conf",
                                "/usr/etc/environment",
                                "/etc/default/locale")),
                home(
                        "linux.environment.user",
                        "T1574.006 T1574.007",
                        new Variables(),
                        array(
                                HOME_SHELLS,
                                "~/.pam_environment",
                                "~/.ssh/environment",
                                "~/.xprofile",
                                "~/.xsessionrc",
                                "~/.config/plasma-workspace/env/*")),
                machine(
                        "linux.library.setting",
                        "T1574",
                        new LibrarySettings(),
                        "/etc/ssl/openssl.cnf",
                        "/etc/ssl/openssl.cnf.d/*",
                        "/etc/pki/tls/openssl.cnf",
                        "/etc/pki/tls/openssl.d/*",
                        "/etc/pkcs11/modules/*",
                        "/usr/share/p11-kit/modules/*",
                        "/etc/OpenCL/vendors/*.icd",
                        "/etc/vulkan/*.d/*.json",
                        "/usr/local/share/vulkan/*.d/*.json",
                        "/usr/share/vulkan/*.d/*.json",
                        "/etc/asound.conf",
                        "/etc/alsa/conf.d/*",
                        "/etc/gtk-*/settings.ini"),
                home(
                        "linux.library.user-setting",
                        "T1574",
                        new LibrarySettings(),
                        "~/.config/pkcs11/modules/*",
                        "~/.config/vulkan/*.d/*.json",
                        "~/.local/share/vulkan/*.d/*.json",
                        "~/.asoundrc",
                        "~/.config/alsa/asoundrc",
                        "~/.config/gtk-*/settings.ini"));
    }

    private static List<Location> desktops() {
        return List.of(
                machine(
                        "linux.xdg.system-autostart",
                        "T1547.013",
                        new DesktopEntry(),
                        "/etc/xdg/autostart/*.desktop",
                        "/etc/xdg/*/autostart/*.desktop",
                        "/usr/share/gnome/autostart/*.desktop",
                        "/usr/share/autostart/*.desktop",
                        "/usr/local/share/autostart/*.desktop",
                        "/usr/share/gdm/greeter/autostart/*.desktop",
                        "/etc/skel/.config/autostart/*.desktop"),
                home("linux.xdg.user-autostart", "T1547.013", new DesktopEntry(), "~/.config/autostart/*.desktop"),
                machine(
                        "linux.desktop.session",
                        "T1547",
                        new DesktopEntry(),
                        "/usr/share/xsessions/*.desktop",
                        "/usr/share/wayland-sessions/*.desktop",
                        "/usr/local/share/xsessions/*.desktop",
                        "/usr/local/share/wayland-sessions/*.desktop",
                        "/etc/X11/sessions/*.desktop"),
                machine(
                        "linux.desktop.system-script",
                        "T1547 T1037",
                        new SessionScript(),
                        "/etc/X11/Xsession",
                        "/etc/X11/Xsession.d/*",
                        "/etc/X11/Xreset.d/*",
                        "/etc/X11/xinit/xinitrc",
                        "/etc/X11/xinit/xserverrc",
                        "/etc/X11/xinit/xinitrc.d/*",
                        "/etc/X11/xdm/Xs*",
                        "/etc/X11/xdm/Xreset",
                        "/etc/gdm*/Init/*",
                        "/etc/gdm*/PostLogin/*",
                        "/etc/gdm*/PreSession/*",
                        "/etc/gdm*/PostSession/*",
                        "/etc/gdm*/Xsession",
                        "/etc/xrdp/startwm.sh",
                        "/etc/xrdp/reconnectwm.sh",
                        "/etc/lightdm/Xsession",
                        "/etc/sddm/X*",
                        "/usr/share/sddm/scripts/*",
                        "/etc/xdg/plasma-workspace/env/*",
                        "/etc/xdg/plasma-workspace/shutdown/*",
                        "/etc/xdg/openbox/autostart"),
                home("linux.desktop.user-script", "T1547 T1037", new SessionScript(), array(HOME_DESKTOP_STARTS)),
                machine(
                        "linux.desktop.display-manager",
                        "T1037 T1078.003",
                        new LogonScreen(),
                        "/etc/lightdm/lightdm.conf",
                        "/etc/lightdm/lightdm.conf.d/*.conf",
                        "/usr/share/lightdm/lightdm.conf.d/*.conf",
                        "/etc/gdm*/custom.conf",
                        "/etc/gdm*/daemon.conf",
                        "/etc/sddm.conf",
                        "/etc/sddm.conf.d/*.conf",
                        "/usr/lib/sddm/sddm.conf.d/*.conf"),
                home(
                        "linux.desktop.user-application",
                        "T1546",
                        new Applications(),
                        "~/.local/share/applications/*.desktop",
                        "~/.local/share/applications/*/*.desktop",
                        "~/Desktop/*.desktop",
                        "~/Bureau/*.desktop",
                        "~/.config/mimeapps.list",
                        "~/.local/share/applications/mimeapps.list"),
                machine(
                        "linux.desktop.local-application",
                        "T1546",
                        new Applications(),
                        "/usr/local/share/applications/*.desktop",
                        "/etc/xdg/mimeapps.list"),
                machine(
                        "linux.desktop.file-manager",
                        "T1546",
                        new SourcedScript(),
                        "/usr/share/*-python/extensions/*.py",
                        "/usr/local/share/*-python/extensions/*.py"),
                home(
                        "linux.desktop.user-file-manager",
                        "T1546",
                        new SourcedScript(),
                        "~/.local/share/*-python/extensions/*.py"),
                home(
                        "linux.desktop.extension",
                        "T1176",
                        new Extension(),
                        "~/.local/share/gnome-shell/extensions/*/metadata.json",
                        "~/.local/share/plasma/plasmoids/*/metadata.json",
                        "~/.local/share/kwin/scripts/*/metadata.json",
                        "~/.local/share/cinnamon/extensions/*/metadata.json",
                        "~/.local/share/cinnamon/applets/*/metadata.json"));
    }

    private static List<Location> programs() {
        return List.of(
                home(
                        "linux.session.user-program",
                        "T1546",
                        new StartLines(),
                        "~/.vimrc",
                        "~/.gvimrc",
                        "~/.exrc",
                        "~/.vim/vimrc",
                        "~/.vim/plugin/*.vim",
                        "~/.vim/autoload/*.vim",
                        "~/.vim/after/plugin/*.vim",
                        "~/.vim/pack/*/start/*/plugin/*.vim",
                        "~/.config/nvim/init.*",
                        "~/.config/nvim/plugin/*",
                        "~/.config/nvim/after/plugin/*",
                        "~/.config/nvim/pack/*/start/*/plugin/*",
                        "~/.local/share/nvim/site/plugin/*",
                        "~/.local/share/nvim/site/pack/*/start/*/plugin/*",
                        "~/.emacs",
                        "~/.emacs.el",
                        "~/.emacs.d/init.el",
                        "~/.emacs.d/early-init.el",
                        "~/.config/emacs/*.el",
                        "~/.tmux.conf",
                        "~/.config/tmux/tmux.conf",
                        "~/.screenrc",
                        "~/.inputrc",
                        "~/.gdbinit",
                        "~/.config/gdb/gdbinit",
                        "~/.lldbinit",
                        "~/.psqlrc",
                        "~/.sqliterc",
                        "~/.my.cnf",
                        "~/.mailcap",
                        "~/.Rprofile",
                        "~/.ipython/profile_*/startup/*.*py",
                        "~/.cargo/config.toml",
                        "~/.npmrc",
                        "~/.config/pip/pip.conf",
                        "~/.pip/pip.conf",
                        "~/.config/mpv/scripts/*",
                        "~/.lessfilter",
                        "~/.lftprc",
                        "~/.config/lftp/rc",
                        "~/.config/i3/config",
                        "~/.i3/config",
                        "~/.config/sway/config",
                        "~/.config/sway/config.d/*",
                        "~/.config/hypr/hyprland.conf",
                        "~/.config/lxsession/*/autostart",
                        "~/.config/awesome/rc.lua",
                        "~/.config/qtile/autostart*",
                        "~/.config/kitty/kitty.conf",
                        "~/.config/alacritty/*.toml",
                        "~/.config/foot/foot.ini",
                        "~/.config/wezterm/wezterm.lua",
                        "~/.config/terminator/config"),
                machine(
                        "linux.session.system-program",
                        "T1546",
                        new StartLines(),
                        "/etc/vim/vimrc*",
                        "/etc/vimrc*",
                        "/etc/xdg/nvim/sysinit.*",
                        "/usr/local/share/vim/vimfiles/plugin/*",
                        "/etc/emacs/site-start.el",
                        "/etc/emacs/site-start.d/*.el",
                        "/usr/local/share/emacs/site-lisp/*.el",
                        "/etc/tmux.conf",
                        "/etc/screenrc",
                        "/etc/inputrc",
                        "/etc/gdb/gdbinit",
                        "/etc/gdb/gdbinit.d/*",
                        "/etc/psqlrc",
                        "/etc/pip.conf",
                        "/etc/npmrc",
                        "/etc/lftp.conf",
                        "/etc/xdg/lxsession/*/autostart",
                        "/etc/i3/config",
                        "/etc/sway/config.d/*"),
                home("linux.browser.extension", "T1176.001", new Extension(), array(browsers())),
                machine(
                        "linux.browser.policy",
                        "T1176.001",
                        new BrowserPolicy(),
                        "/etc/opt/chrome/policies/*/*.json",
                        "/etc/chromium/policies/*/*.json",
                        "/etc/chromium-browser/policies/*/*.json",
                        "/etc/brave/policies/*/*.json",
                        "/etc/opt/edge/policies/*/*.json",
                        "/etc/vivaldi/policies/*/*.json",
                        "/etc/firefox/policies/policies.json",
                        "/etc/firefox*/policies/policies.json",
                        "/usr/lib/firefox*/distribution/policies.json",
                        "/opt/firefox/distribution/policies.json",
                        "/opt/google/chrome/extensions/*.json",
                        "/usr/share/google-chrome/extensions/*.json",
                        "/usr/share/chromium/extensions/*.json",
                        "/etc/opt/chrome/native-messaging-hosts/*.json",
                        "/etc/opt/edge/native-messaging-hosts/*.json",
                        "/etc/chromium/native-messaging-hosts/*.json",
                        "/usr/lib/mozilla/native-messaging-hosts/*.json",
                        "/usr/lib64/mozilla/native-messaging-hosts/*.json"),
                home(
                        "linux.browser.native-host",
                        "T1176.001",
                        new BrowserPolicy(),
                        "~/.config/google-chrome*/NativeMessagingHosts/*.json",
                        "~/.config/chromium/NativeMessagingHosts/*.json",
                        "~/.config/BraveSoftware/*/NativeMessagingHosts/*.json",
                        "~/.config/microsoft-edge*/NativeMessagingHosts/*.json",
                        "~/.mozilla/native-messaging-hosts/*.json"),
                machine(
                        "linux.ide.task",
                        "T1546",
                        new EditorTasks(),
                        "/srv/**/.vscode/tasks.json",
                        "/opt/**/.vscode/tasks.json",
                        "/var/www/**/.vscode/tasks.json"),
                home("linux.ide.user-task", "T1546", new EditorTasks(), "~/**/.vscode/tasks.json"),
                home(
                        "linux.ide.extension",
                        "T1176.002",
                        new Extension(),
                        "~/.vscode/extensions/*/package.json",
                        "~/.vscode-server/extensions/*/package.json",
                        "~/.vscode-oss/extensions/*/package.json",
                        "~/.vscode-insiders/extensions/*/package.json",
                        "~/.cursor/extensions/*/package.json",
                        "~/.cursor-server/extensions/*/package.json",
                        "~/.windsurf/extensions/*/package.json",
                        "~/.local/share/code-server/extensions/*/package.json",
                        "~/.local/share/JetBrains/*/*/lib/*.jar",
                        "~/.config/JetBrains/*/plugins/*/lib/*.jar"));
    }

    private static List<String> browsers() {
        return Stream.concat(
                        CHROMIUM.stream().map(folder -> folder + "/*/Extensions/*/*/manifest.json"),
                        FIREFOX.stream().map(folder -> folder + "/*/extensions.json"))
                .toList();
    }

    /** The system's places, and what a new home gets. */
    private static String[] system(List<String> places, String... more) {
        List<String> all = new ArrayList<>(places);
        HOME_SHELLS.stream().map(place -> "/etc/skel" + place.substring(1)).forEach(all::add);
        return array(all, more);
    }

    private static String[] array(List<String> places, String... more) {
        return Stream.concat(places.stream(), Stream.of(more)).toArray(String[]::new);
    }
}
