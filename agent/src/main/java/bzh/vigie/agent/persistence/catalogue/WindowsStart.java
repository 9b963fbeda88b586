package bzh.vigie.agent.persistence.catalogue;

import static bzh.vigie.agent.persistence.catalogue.Location.keys;
import static bzh.vigie.agent.persistence.catalogue.Location.userKeys;
import static bzh.vigie.agent.persistence.catalogue.WindowsPlaces.NT;
import static bzh.vigie.agent.persistence.catalogue.WindowsPlaces.VERSION;
import static bzh.vigie.agent.persistence.catalogue.WindowsPlaces.both;
import static bzh.vigie.agent.persistence.catalogue.WindowsPlaces.own;

import bzh.vigie.agent.persistence.format.registry.RunKey;
import bzh.vigie.agent.persistence.format.registry.Values;
import bzh.vigie.agent.persistence.format.registry.Values.Names;
import java.util.List;

/** What Explorer and the logon start for a user: Run keys, start-up folders, Active Setup, logon scripts. */
final class WindowsStart {
    private static final String INSTALL = NT + "/Terminal Server/Install/Software" + VERSION;

    private WindowsStart() {}

    static List<Location> locations() {
        return List.of(
                keys("windows.run-key.machine", "T1547.001", new RunKey(), both(VERSION + "/Run", VERSION + "/RunEx")),
                userKeys("windows.run-key.user", "T1547.001", new RunKey(), own(VERSION + "/Run", VERSION + "/RunEx")),
                keys("windows.run-once.machine", "T1547.001", command(), both(VERSION + "/RunOnce")),
                userKeys("windows.run-once.user", "T1547.001", command(), own(VERSION + "/RunOnce")),
                keys(
                        "windows.run-once-ex.machine",
                        "T1547.001",
                        Values.all(Names.COMMAND),
                        both(VERSION + "/RunOnceEx", VERSION + "/RunOnceEx/*", VERSION + "/RunOnceEx/*/Depend")),
                userKeys(
                        "windows.run-once-ex.user",
                        "T1547.001",
                        Values.all(Names.COMMAND),
                        own(VERSION + "/RunOnceEx", VERSION + "/RunOnceEx/*", VERSION + "/RunOnceEx/*/Depend")),
                keys(
                        "windows.run-services.machine",
                        "T1547.001",
                        command(),
                        both(VERSION + "/RunServices", VERSION + "/RunServicesOnce")),
                userKeys(
                        "windows.run-services.user",
                        "T1547.001",
                        command(),
                        own(VERSION + "/RunServices", VERSION + "/RunServicesOnce")),
                keys(
                        "windows.run-key.policy-machine",
                        "T1547.001",
                        command(),
                        both(VERSION + "/Policies/Explorer/Run")),
                userKeys(
                        "windows.run-key.policy-user", "T1547.001", command(), own(VERSION + "/Policies/Explorer/Run")),
                keys(
                        "windows.run-key.terminal-server-machine",
                        "T1547.001",
                        command(),
                        both(INSTALL + "/Run", INSTALL + "/RunOnce", INSTALL + "/RunOnceEx", INSTALL + "/RunOnceEx/*")),
                userKeys(
                        "windows.run-key.terminal-server-user",
                        "T1547.001",
                        command(),
                        own(INSTALL + "/Run", INSTALL + "/RunOnce", INSTALL + "/RunOnceEx", INSTALL + "/RunOnceEx/*")));
    }

    private static Values command() {
        return Values.all(Names.COMMAND);
    }
}
