package bzh.vigie.agent.persistence.format.access;

import java.util.Collection;
import java.util.List;

/** Actions of polkit by which whoever may do them can run anything as the superuser. */
final class PolkitGrant {
    private static final List<String> ROOT = List.of(
            "org.freedesktop.policykit.exec",
            "org.freedesktop.systemd1.",
            "org.freedesktop.packagekit.",
            "org.freedesktop.accounts.",
            "org.freedesktop.policykit.",
            "org.libvirt.unix.manage",
            "com.ubuntu.pkexec.");

    /** Action that only reads the lists of packages anew, from sources that the superuser set: it gives no root. */
    private static final String REFRESH = "org.freedesktop.packagekit.system-sources-refresh";

    private PolkitGrant() {}

    /** Whether one of them is such an action, or a beginning or pattern that takes one in. */
    static boolean givesRoot(Collection<String> actions) {
        return actions.stream().anyMatch(PolkitGrant::givesRoot);
    }

    private static boolean givesRoot(String action) {
        String known = action.replace("*", "");
        return !known.equals(REFRESH)
                && ROOT.stream().anyMatch(root -> known.startsWith(root) || root.startsWith(known));
    }
}
