package bzh.vigie.installers;

import bzh.vigie.agent.source.WantedAudit;
import bzh.vigie.agent.source.WindowsChannel;
import bzh.vigie.event.AuditSubcategory;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What the kit for administrators sets: what the agent's own tables ask for, and no more; a policy also what Windows audits by itself. */
final class AuditSettings {
    private static final String MACHINE = "HKLM\\";
    private static final String SIZES = "SOFTWARE\\Policies\\Microsoft\\Windows\\EventLog\\";
    private static final String CHANNELS = "SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\WINEVT\\Channels\\";

    /** Of these alone does a policy set the size (EventLog.admx). */
    private static final Set<String> SIZED = Set.of("Application", "Security", "Setup", "System");

    /** Lets what is set by subcategory hold against what is set by category (MS-GPAC). */
    static final RegistryValue BY_SUBCATEGORY = new RegistryValue(
            "SYSTEM\\CurrentControlSet\\Control\\Lsa", "SCENoApplyLegacyAuditPolicy", "REG_DWORD", "1");

    /** On every Windows, with its failures or not, and on controllers alone: as a Windows Server 2019 comes, of what the table does not ask for. */
    private static final List<WantedAudit.Subcategory> BY_ITSELF = List.of(
            byItself("Security State Change", false, false),
            byItself("System Integrity", true, false),
            byItself("Other System Events", true, false),
            byItself("Network Policy Server", true, false),
            byItself("Kerberos Service Ticket Operations", false, true));

    private AuditSettings() {}

    private static WantedAudit.Subcategory byItself(String name, boolean failures, boolean controllers) {
        return new WantedAudit.Subcategory(
                "",
                controllers ? WantedAudit.Where.CONTROLLERS : WantedAudit.Where.EVERY,
                AuditSubcategory.named(name).orElseThrow(),
                failures);
    }

    /**
     * Subcategories that Windows audits while nobody says what is audited. A policy that says it sets back all others (an audit.csv stands for
     * the whole of it), so that it has to name these too; a script leaves them alone.
     *
     * @param controller whether on a domain controller too
     */
    static List<WantedAudit.Subcategory> byItself(boolean controller) {
        return BY_ITSELF.stream()
                .filter(each -> controller || !each.controllers())
                .toList();
    }

    /**
     * Subcategories that are audited.
     *
     * @param controller whether on a domain controller too
     */
    static List<WantedAudit.Subcategory> subcategories(boolean controller) {
        return WantedAudit.table().subcategories().stream()
                .filter(each -> controller || !each.controllers())
                .toList();
    }

    /** Values of the registry, as the remedies of the agent name them. */
    static List<RegistryValue> values() {
        return WantedAudit.table().values().stream()
                .map(each -> new RegistryValue(below(each.key()), each.name(), each.type(), each.data()))
                .toList();
    }

    private static String below(String key) {
        if (!key.startsWith(MACHINE)) {
            throw new IllegalStateException("not of the machine: " + key);
        }
        return key.substring(MACHINE.length());
    }

    /** What a policy sets in the registry: the values, and how large channels may grow. */
    static List<RegistryValue> policies() {
        return Stream.concat(
                        values().stream(),
                        sized().stream()
                                .map(each -> new RegistryValue(
                                        SIZES + each.path(),
                                        "MaxSize",
                                        "REG_DWORD",
                                        Long.toString(each.wantedBytes() >> 10))))
                .toList();
    }

    /** Channels whose size matters. */
    static List<WindowsChannel> sized() {
        List<WindowsChannel> sized = WindowsChannel.all().stream()
                .filter(each -> each.wantedBytes() > 0)
                .toList();
        sized.stream().filter(each -> !SIZED.contains(each.path())).findFirst().ifPresent(each -> {
            throw new IllegalStateException("no policy sets the size of " + each.path());
        });
        return sized;
    }

    /** Channels that every Windows has and comes with switched off. */
    static List<WindowsChannel> switchedOn() {
        return WindowsChannel.all().stream()
                .filter(each -> each.everywhere() && !each.onByDefault())
                .toList();
    }

    /** What switches those on, in the registry; Windows looks when it starts. */
    static List<RegistryValue> switches() {
        return switchedOn().stream()
                .map(each -> new RegistryValue(CHANNELS + each.path(), "Enabled", "REG_DWORD", "1"))
                .toList();
    }
}
