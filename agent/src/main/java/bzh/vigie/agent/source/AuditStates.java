package bzh.vigie.agent.source;

import bzh.vigie.agent.host.AuditPolicy;
import bzh.vigie.agent.host.AuditPolicy.Audited;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.Registry;
import bzh.vigie.agent.host.RegistryKey;
import bzh.vigie.event.AuditSubcategory;
import bzh.vigie.event.Clock;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.WatchState;
import bzh.vigie.text.SourceText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code windows.audit.*}: whether this Windows is set to write what the rules over its logs read, as states of sources of their own,
 * because a channel that is read says nothing about events that nobody writes there. Each says what is off and the command and the policy
 * that switch it on. Not thread-safe.
 */
public final class AuditStates {
    private static final String PREFIX = "windows.audit.";
    private static final int LANE = 2;

    private static final List<Group> GROUPS = List.of(
            new Group(
                    "logons",
                    false,
                    Set.of("Logon", "Logoff", "Special Logon", "Account Lockout", "Credential Validation"),
                    Set.of("Logon", "Credential Validation")),
            new Group("accounts", false, Set.of("User Account Management", "Security Group Management"), Set.of()),
            new Group("processes", false, Set.of("Process Creation"), Set.of()),
            new Group(
                    "system",
                    false,
                    Set.of(
                            "Security System Extension",
                            "Audit Policy Change",
                            "Authentication Policy Change",
                            "Authorization Policy Change"),
                    Set.of()),
            new Group("objects", false, Set.of("Other Object Access Events", "Detailed File Share"), Set.of()),
            new Group(
                    "directory",
                    true,
                    Set.of(
                            "Directory Service Changes",
                            "Directory Service Access",
                            "Computer Account Management",
                            "Kerberos Authentication Service"),
                    Set.of("Kerberos Authentication Service")));

    private static final List<Setting> SETTINGS = List.of(
            new Setting(
                    "command-line",
                    "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System\\Audit",
                    "ProcessCreationIncludeCmdLine_Enabled"),
            new Setting(
                    "scripts",
                    "HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows\\PowerShell\\ScriptBlockLogging",
                    "EnableScriptBlockLogging"),
            new Setting(
                    "modules",
                    "HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows\\PowerShell\\ModuleLogging",
                    "EnableModuleLogging"));

    private final AuditPolicy policy;
    private final Reading<Registry> registry;
    private final Map<String, Told> told = new HashMap<>();
    private final Sink sink;
    private final Clock clock;

    /**
     * Subcategories that are one source together: few enough for what it says of them all to be told.
     *
     * @param controllers whether domain controllers alone write it
     * @param successes Microsoft's English names, as those of {@code failures}
     */
    private record Group(String source, boolean controllers, Set<String> successes, Set<String> failures) {
        List<AuditSubcategory> subcategories() {
            return AuditSubcategory.all().stream()
                    .filter(each -> successes.contains(each.english()))
                    .toList();
        }
    }

    /** A number in the registry that must be 1. */
    private record Setting(String source, String key, String value) {}

    public AuditStates(Sink sink, Clock clock, AuditPolicy policy, Reading<Registry> registry) {
        this.sink = sink;
        this.clock = clock;
        this.policy = policy;
        this.registry = registry;
    }

    /** The English names of all subcategories that are looked at. */
    public static Set<String> subcategories() {
        return GROUPS.stream().flatMap(each -> each.successes().stream()).collect(Collectors.toSet());
    }

    /**
     * Says how each stands.
     *
     * @param controller whether this host is a domain controller
     */
    void say(boolean controller) {
        for (Group group : GROUPS) {
            if (group.controllers() && !controller) {
                state(
                        group.source(),
                        WatchState.NOT_APPLICABLE,
                        ReasonCode.NOT_PRESENT,
                        SourceText.detail("policy-controllers"));
            } else {
                say(group);
            }
        }
        SETTINGS.forEach(this::say);
    }

    private void say(Group group) {
        List<AuditSubcategory> noSuccesses = new ArrayList<>();
        List<AuditSubcategory> noFailures = new ArrayList<>();
        for (AuditSubcategory each : group.subcategories()) {
            switch (policy.of(each)) {
                case Reading.Found<Audited>(Audited audited) -> {
                    if (!audited.successes()) {
                        noSuccesses.add(each);
                    }
                    if (!audited.failures() && group.failures().contains(each.english())) {
                        noFailures.add(each);
                    }
                }
                case Reading.Absent<Audited> ignored -> {
                    // A Windows that does not know it writes nothing of it, and has no way to.
                }
                case Reading.Refused<Audited> refused -> {
                    state(
                            group.source(),
                            WatchState.PARTIAL,
                            refused.reason(),
                            SourceText.detail("policy-unread", refused.detail()));
                    return;
                }
            }
        }
        List<AuditSubcategory> off = Stream.concat(noSuccesses.stream(), noFailures.stream())
                .distinct()
                .toList();
        if (off.isEmpty()) {
            state(group.source(), WatchState.LIVE, ReasonCode.NONE, SourceText.detail("policy-on"));
        } else {
            boolean nothing = noSuccesses.size() == group.subcategories().size();
            state(
                    group.source(),
                    nothing ? WatchState.DOWN : WatchState.PARTIAL,
                    ReasonCode.DISABLED,
                    SourceText.detail(
                            "policy-off",
                            commands(noSuccesses, noFailures),
                            off.size(),
                            off.stream().map(AuditSubcategory::english).collect(Collectors.joining(", ")),
                            off.stream().map(AuditSubcategory::french).collect(Collectors.joining(", "))));
        }
    }

    /** One line for a command window, by GUID, because names differ between languages. */
    private static String commands(List<AuditSubcategory> noSuccesses, List<AuditSubcategory> noFailures) {
        return Stream.of(command(noSuccesses, "success"), command(noFailures, "failure"))
                .filter(each -> !each.isEmpty())
                .collect(Collectors.joining(" & "));
    }

    private static String command(List<AuditSubcategory> subcategories, String outcome) {
        return subcategories.isEmpty()
                ? ""
                : subcategories.stream()
                        .map(each -> "{" + each.guid() + "}")
                        .collect(Collectors.joining(",", "auditpol /set /subcategory:", " /" + outcome + ":enable"));
    }

    private void say(Setting setting) {
        Reading<RegistryKey> key = registry.then(open -> open.key(setting.key()));
        boolean on = key.ifFound()
                .filter(found -> found.number(setting.value()).orElse(0) == 1)
                .isPresent();
        if (key instanceof Reading.Refused<RegistryKey> refused) {
            state(
                    setting.source(),
                    WatchState.PARTIAL,
                    refused.reason(),
                    SourceText.detail("policy-unread", setting.key()));
        } else if (on) {
            state(setting.source(), WatchState.LIVE, ReasonCode.NONE, SourceText.detail("policy-on"));
        } else {
            state(
                    setting.source(),
                    WatchState.PARTIAL,
                    ReasonCode.DISABLED,
                    SourceText.detail(
                            "policy-off-" + setting.source(),
                            "reg add " + setting.key() + " /v " + setting.value() + " /t REG_DWORD /d 1 /f"));
        }
    }

    private void state(String source, WatchState state, ReasonCode reason, String detail) {
        told.computeIfAbsent(PREFIX + source, id -> new Told(id, LANE, sink, clock))
                .state(state, reason, detail);
    }

    /** Nobody looks any more. */
    void close() {
        told.values()
                .forEach(each -> each.state(WatchState.DOWN, ReasonCode.STOPPED, SourceText.detail("policy-stopped")));
    }
}
