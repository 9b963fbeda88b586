package bzh.vigie.agent.persistence.catalogue;

import static bzh.vigie.agent.persistence.catalogue.Location.home;
import static bzh.vigie.agent.persistence.catalogue.Location.machine;

import bzh.vigie.agent.persistence.format.access.AuthorizedKeys;
import bzh.vigie.agent.persistence.format.access.Group;
import bzh.vigie.agent.persistence.format.access.Passwd;
import bzh.vigie.agent.persistence.format.access.Shadow;
import bzh.vigie.agent.persistence.format.access.Sudoers;
import java.util.List;

/** Who may come in and with which rights. */
final class LinuxAccess {
    private LinuxAccess() {}

    static List<Location> locations() {
        return List.of(
                home(
                        "linux.ssh.authorized-keys",
                        "T1098.004",
                        new AuthorizedKeys(),
                        "~/.ssh/authorized_keys",
                        "~/.ssh/authorized_keys2"),
                machine("linux.account.passwd", "T1136.001 T1078.003", new Passwd(), "/etc/passwd"),
                machine("linux.account.password", "T1098 T1078.003", new Shadow(), "/etc/shadow"),
                machine("linux.account.group", "T1098.007", new Group(), "/etc/group"),
                machine("linux.sudoers", "T1548.003", new Sudoers(), "/etc/sudoers", "/etc/sudoers.d/*"));
    }
}
