package bzh.vigie.agent.persistence.catalogue;

import static bzh.vigie.agent.persistence.catalogue.Location.home;
import static bzh.vigie.agent.persistence.catalogue.Location.machine;

import bzh.vigie.agent.persistence.format.session.DesktopEntry;
import bzh.vigie.agent.persistence.format.session.ShellProfile;
import java.util.List;

/** What runs when somebody logs on or opens a shell or a desktop. */
final class LinuxSessions {
    private LinuxSessions() {}

    static List<Location> locations() {
        return List.of(
                machine(
                        "linux.shell.system-profile",
                        "T1546.004",
                        new ShellProfile(),
                        "/etc/profile",
                        "/etc/profile.d/*",
                        "/etc/environment",
                        "/etc/bash.bashrc",
                        "/etc/bashrc",
                        "/etc/bash.bash_logout",
                        "/etc/zshenv",
                        "/etc/zprofile",
                        "/etc/zshrc",
                        "/etc/zlogin",
                        "/etc/zlogout",
                        "/etc/zsh/*",
                        "/etc/fish/config.fish",
                        "/etc/fish/conf.d/*"),
                home(
                        "linux.shell.user-profile",
                        "T1546.004",
                        new ShellProfile(),
                        "~/.profile",
                        "~/.bashrc",
                        "~/.bash_profile",
                        "~/.bash_login",
                        "~/.bash_logout",
                        "~/.bash_aliases",
                        "~/.zshenv",
                        "~/.zprofile",
                        "~/.zshrc",
                        "~/.zlogin",
                        "~/.zlogout",
                        "~/.shrc",
                        "~/.kshrc",
                        "~/.xprofile",
                        "~/.xsession",
                        "~/.xsessionrc",
                        "~/.config/fish/config.fish",
                        "~/.config/fish/conf.d/*"),
                machine("linux.xdg.system-autostart", "T1547.013", new DesktopEntry(), "/etc/xdg/autostart/*.desktop"),
                home("linux.xdg.user-autostart", "T1547.013", new DesktopEntry(), "~/.config/autostart/*.desktop"));
    }
}
