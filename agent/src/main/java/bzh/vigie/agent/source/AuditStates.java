package bzh.vigie.agent.source;

import bzh.vigie.agent.host.AuditPolicy;
import bzh.vigie.agent.host.AuditPolicy.Audited;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.Registry;
import bzh.vigie.agent.host.RegistryKey;
import bzh.vigie.agent.host.RegistryValue;
import bzh.vigie.event.AuditSubcategory;
import bzh.vigie.event.Clock;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.WatchState;
import bzh.vigie.text.SourceText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
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
    private static final String AUTHORITIES = "HKLM\\SYSTEM\\CurrentControlSet\\Services\\CertSvc\\Configuration";

    /** Bit of an authority's filter: issue and manage certificate requests (MS-CSRA 3.1.1.10, AuditFilter). */
    private static final int REQUESTS = 4;

    /** Where the policy module that comes with Windows is set, below an authority. */
    private static final String POLICY = "\\PolicyModules\\CertificateAuthority_MicrosoftDefault.Policy";

    /** {@code EDITF_AUDITCERTTEMPLATELOAD} (certsrv.h): without it no 4898, 4899 and 4900. */
    private static final int TEMPLATES = 0x20_0000;

    /** {@code ENUM_STANDALONE_ROOTCA}, of the kinds of authorities (certsrv.h): from it on they know no templates. */
    private static final int STANDALONE = 3;

    private static final List<Group> GROUPS = WantedAudit.table().subcategories().stream()
            .map(WantedAudit.Subcategory::source)
            .distinct()
            .map(Group::of)
            .toList();

    private final AuditPolicy policy;
    private final Reading<Registry> registry;
    private final Map<String, Told> told = new HashMap<>();
    private final Sink sink;
    private final Clock clock;

    /**
     * Subcategories that are one source together: few enough for what it says of them all to be told.
     *
     * @param where which hosts write it
     */
    private record Group(String source, WantedAudit.Where where, List<WantedAudit.Subcategory> wanted) {
        static Group of(String source) {
            List<WantedAudit.Subcategory> wanted = WantedAudit.table().subcategories().stream()
                    .filter(each -> each.source().equals(source))
                    .toList();
            return new Group(source, wanted.getFirst().where(), wanted);
        }
    }

    public AuditStates(Sink sink, Clock clock, AuditPolicy policy, Reading<Registry> registry) {
        this.sink = sink;
        this.clock = clock;
        this.policy = policy;
        this.registry = registry;
    }

    /** The English names of all subcategories that are looked at. */
    public static Set<String> subcategories() {
        return WantedAudit.table().subcategories().stream()
                .map(each -> each.subcategory().english())
                .collect(Collectors.toSet());
    }

    /**
     * Says how each stands.
     *
     * @param controller whether this host is a domain controller
     */
    void say(boolean controller) {
        for (Group group : GROUPS) {
            switch (group.where()) {
                case EVERY -> say(group);
                case CONTROLLERS -> say(group, controller, "policy-controllers");
                case AUTHORITIES -> say(group, isAuthority(), "policy-authorities");
            }
        }
        Set<String> looked = new HashSet<>();
        for (WantedAudit.Value each : WantedAudit.table().values()) {
            if (looked.add(each.source())) {
                say(each);
            }
        }
    }

    private void say(Group group, boolean isWritten, String none) {
        if (isWritten) {
            say(group);
        } else {
            state(group.source(), WatchState.NOT_APPLICABLE, ReasonCode.NOT_PRESENT, SourceText.detail(none));
        }
    }

    private boolean isAuthority() {
        return authorities() instanceof Reading.Found<RegistryKey>(RegistryKey key)
                && !key.subkeys().isEmpty();
    }

    private Reading<RegistryKey> authorities() {
        return registry.then(open -> open.key(AUTHORITIES));
    }

    /** Authorities of this host that do not write down which certificates they give: they have a filter of their own besides. */
    private List<String> silentAuthorities() {
        return authoritiesWhere(name -> !has(AUTHORITIES + "\\" + name, "AuditFilter", REQUESTS));
    }

    /** Authorities of this host that give certificates by templates and do not write down which of them changed. */
    private List<String> authoritiesSilentOnTemplates() {
        return authoritiesWhere(
                name -> data(AUTHORITIES + "\\" + name, "CAType").orElse(0L) < STANDALONE
                        && !has(AUTHORITIES + "\\" + name + POLICY, "EditFlags", TEMPLATES));
    }

    private List<String> authoritiesWhere(Predicate<String> is) {
        return authorities().ifFound().stream()
                .flatMap(all -> all.subkeys().stream())
                .filter(is)
                .toList();
    }

    private boolean has(String key, String name, int bits) {
        return data(key, name).filter(number -> (number & bits) != 0).isPresent();
    }

    private Optional<Long> data(String key, String name) {
        return registry.then(open -> open.key(key))
                .ifFound()
                .flatMap(found -> found.data(name))
                .filter(RegistryValue.Data.Numeric.class::isInstance)
                .map(data -> ((RegistryValue.Data.Numeric) data).value());
    }

    private void say(Group group) {
        List<AuditSubcategory> noSuccesses = new ArrayList<>();
        List<AuditSubcategory> noFailures = new ArrayList<>();
        for (WantedAudit.Subcategory wanted : group.wanted()) {
            AuditSubcategory each = wanted.subcategory();
            switch (policy.of(each)) {
                case Reading.Found<Audited>(Audited audited) -> {
                    if (!audited.successes()) {
                        noSuccesses.add(each);
                    }
                    if (!audited.failures() && wanted.failures()) {
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
        boolean ofAuthorities = group.where() == WantedAudit.Where.AUTHORITIES;
        List<String> silent = ofAuthorities ? silentAuthorities() : List.of();
        List<String> onTemplates = ofAuthorities ? authoritiesSilentOnTemplates() : List.of();
        if (off.isEmpty() && !silent.isEmpty()) {
            state(
                    group.source(),
                    WatchState.DOWN,
                    ReasonCode.DISABLED,
                    SourceText.detail("policy-off-authority", String.join(", ", silent)));
        } else if (off.isEmpty() && !onTemplates.isEmpty()) {
            state(
                    group.source(),
                    WatchState.PARTIAL,
                    ReasonCode.DISABLED,
                    SourceText.detail("policy-off-templates", String.join(", ", onTemplates)));
        } else if (off.isEmpty()) {
            state(
                    group.source(),
                    WatchState.LIVE,
                    ReasonCode.NONE,
                    SourceText.detail(
                            group.where() == WantedAudit.Where.CONTROLLERS ? "policy-on-directory" : "policy-on"));
        } else {
            boolean nothing = noSuccesses.size() == group.wanted().size();
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

    private void say(WantedAudit.Value setting) {
        Reading<RegistryKey> key = registry.then(open -> open.key(setting.key()));
        boolean on = key.ifFound()
                .filter(found -> found.number(setting.name()).orElse(0) == 1)
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
                            "reg add " + setting.key() + " /v " + setting.name() + " /t " + setting.type() + " /d "
                                    + setting.data() + " /f"));
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
