package bzh.vigie.collector.host;

import bzh.vigie.collector.detect.fields.FlatJson;
import bzh.vigie.collector.store.Hosts.Host;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How the agent of a host is brought to a newer version, by a person: the collector cannot do it (invariant 1). In the order shown. */
public enum UpgradeWay {
    /** The new MSI, by group policy or by hand. */
    WINDOWS_MSI,
    /** The new package in a repository of apt's. */
    DEB,
    /** The new package in a repository of dnf's or zypper's. */
    RPM,
    /** The host does not say what it is. */
    UNKNOWN;

    private static final List<String> DEB_SYSTEMS =
            List.of("debian", "ubuntu", "mint", "raspbian", "proxmox", "yunohost", "devuan");

    private static final List<String> RPM_SYSTEMS = List.of(
            "red hat", "rhel", "centos", "alma", "rocky", "fedora", "oracle linux", "suse", "mageia", "amazon linux");

    /** By what the machine says it is, which may be anything. */
    public static UpgradeWay of(Host host) {
        Map<String, List<String>> facts;
        try {
            facts = FlatJson.fields(host.facts());
        } catch (IOException e) {
            return UNKNOWN;
        }
        String os = text(facts, "os");
        if (os.equals("windows")) {
            return WINDOWS_MSI;
        }
        if (!os.equals("linux")) {
            return UNKNOWN;
        }
        String version = text(facts, "os_version");
        if (DEB_SYSTEMS.stream().anyMatch(version::contains)) {
            return DEB;
        }
        return RPM_SYSTEMS.stream().anyMatch(version::contains) ? RPM : UNKNOWN;
    }

    private static String text(Map<String, List<String>> facts, String name) {
        return String.join("", facts.getOrDefault(name, List.of())).toLowerCase(Locale.ROOT);
    }

    /** Its word in JSON lines and in the keys of texts. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** How many hosts, and what a person does to upgrade them, in French for a French locale and in English for any other. */
    public String sentence(int hosts, Locale locale) {
        return HostWords.say("upgrade." + word(), locale, Integer.toString(hosts));
    }
}
