package bzh.vigie.agent.persistence.catalogue;

import static bzh.vigie.agent.persistence.catalogue.Location.home;
import static bzh.vigie.agent.persistence.catalogue.Location.machine;

import bzh.vigie.agent.persistence.format.windows.PolicyFiles;
import java.util.ArrayList;
import java.util.List;

/** Group Policy as it lies on the machine: its own, what it keeps of the domain's, and on a domain controller the domain's itself. */
final class WindowsPolicy {
    private static final String LOCAL = "/C:/Windows/System32/GroupPolicy";
    private static final String USERS = "/C:/Windows/System32/GroupPolicyUsers/*/User";
    private static final String KEPT = "/C:/Windows/System32/GroupPolicy/DataStore/*/SysVol/*/Policies/*";
    private static final String DOMAIN = "/C:/Windows/SYSVOL/domain/Policies/*";

    private WindowsPolicy() {}

    static List<Location> locations() {
        return List.of(
                machine(
                        "windows.policy.registry",
                        "T1484.001 T1547.001",
                        PolicyFiles.registry(),
                        below("Registry.pol", LOCAL + "/Machine", LOCAL + "/User", USERS)),
                home("windows.policy.registry-user", "T1484.001 T1547.001", PolicyFiles.registry(), "~/ntuser.pol"),
                machine("windows.policy.script-file", "T1037.003", PolicyFiles.scripts(), scripts()),
                machine(
                        "windows.policy.preference",
                        "T1484.001 T1053.005",
                        PolicyFiles.preferences(),
                        "/C:/ProgramData/Microsoft/Group Policy/History/**/*.xml"),
                home(
                        "windows.policy.preference-user",
                        "T1484.001 T1053.005",
                        PolicyFiles.preferences(),
                        "~/AppData/Local/Microsoft/Group Policy/History/**/*.xml"),
                machine(
                        "windows.policy.domain-registry",
                        "T1484.001",
                        PolicyFiles.registry(),
                        below(
                                "Registry.pol",
                                KEPT + "/Machine",
                                KEPT + "/User",
                                DOMAIN + "/Machine",
                                DOMAIN + "/User")),
                machine(
                        "windows.policy.domain-preference",
                        "T1484.001 T1053.005",
                        PolicyFiles.preferences(),
                        below(
                                "Preferences/*/*.xml",
                                KEPT + "/Machine",
                                KEPT + "/User",
                                DOMAIN + "/Machine",
                                DOMAIN + "/User")),
                machine(
                        "windows.policy.security-template",
                        "T1484.001 T1098",
                        PolicyFiles.template(),
                        below(
                                "Microsoft/Windows NT/SecEdit/GptTmpl.inf",
                                LOCAL + "/Machine",
                                KEPT + "/Machine",
                                DOMAIN + "/Machine")));
    }

    private static String[] scripts() {
        List<String> places = new ArrayList<>();
        for (String name : List.of("Scripts/scripts.ini", "Scripts/psscripts.ini")) {
            places.addAll(List.of(below(
                    name,
                    LOCAL + "/Machine",
                    LOCAL + "/User",
                    USERS,
                    KEPT + "/Machine",
                    KEPT + "/User",
                    DOMAIN + "/Machine",
                    DOMAIN + "/User")));
        }
        return places.toArray(String[]::new);
    }

    private static String[] below(String name, String... folders) {
        return List.of(folders).stream().map(f -> f + "/" + name).toArray(String[]::new);
    }
}
