package bzh.vigie.agent.persistence.format.view;

import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.Reading.Absent;
import bzh.vigie.agent.host.Reading.Found;
import bzh.vigie.agent.host.Reading.Refused;
import bzh.vigie.agent.host.Registry;
import bzh.vigie.agent.host.RegistryKey;
import bzh.vigie.agent.host.RegistryValue;
import bzh.vigie.agent.host.SystemLists;
import bzh.vigie.agent.host.ToldFirewall;
import bzh.vigie.agent.host.ToldFirewall.Network;
import bzh.vigie.agent.host.ToldFirewall.Profile;
import bzh.vigie.agent.host.ToldFirewall.Rule;
import bzh.vigie.agent.host.WindowsPath;
import bzh.vigie.agent.persistence.format.CrossCheck;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.SourceKey;
import bzh.vigie.agent.persistence.format.Surroundings;
import bzh.vigie.agent.persistence.format.registry.Commands;
import bzh.vigie.agent.persistence.format.registry.FirewallRule;
import bzh.vigie.event.Item.Trait;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.text.SourceText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The firewall as it is in force against its settings in the registry. Its service reads them when it starts and keeps them as it goes: a
 * rule in force without a value has had its trace taken away, and a value that is not in force was written past the service and waits for
 * a restart. Rules have no common name on both sides, since the service gives the one in the user's language: they are held together by
 * what they do. Rules that let something in or keep something from going out are looked at, as everywhere.
 */
public final class ListedFirewall implements CrossCheck {
    static final String WITHOUT_VALUE = "without value";
    static final String NOT_IN_FORCE = "not in force";
    static final String OFF = "off";
    static final String LETS_IN = "lets everything in";

    private static final String POLICY =
            "HKLM\\SYSTEM\\CurrentControlSet\\Services\\SharedAccess\\Parameters\\FirewallPolicy";
    private static final String BY_POLICY = "HKLM\\SOFTWARE\\Policies\\Microsoft\\WindowsFirewall";
    private static final String RULES = "\\FirewallRules";
    private static final String RESTRICTED = POLICY + "\\RestrictedServices";

    private static final Map<Network, String> PROFILES = Map.of(
            Network.DOMAIN, "DomainProfile", Network.PRIVATE, "StandardProfile", Network.PUBLIC, "PublicProfile");

    /** A rule with one of these holds only on some systems, for some program's package or for some user. */
    private static final List<String> CONDITIONS =
            List.of("Platform", "Platform2", "AppPkgId", "LUOwn", "LUAuth", "LUAuth2_24", "PFN", "TTK", "TTK2_22");

    private static final int ANY = 256;
    private static final int TCP = 6;
    private static final int UDP = 17;

    /** More than these and more than a quarter of all: the two views are not of the same thing. */
    private static final int MANY = 10;

    /** What a rule does, as either side says it. */
    private record Deed(boolean in, String program, String service, int protocol, Set<String> ports) {
        private Deed {
            ports = Set.copyOf(ports);
        }
    }

    @Override
    public Reading<Look> look(SystemLists told, Registry registry, Surroundings around) {
        return told.firewall().then(firewall -> switch (registry.key(POLICY)) {
            case Found<RegistryKey>(RegistryKey policy) ->
                new Pass(firewall, registry, around, policy.subkeys()).look();
            case Absent<RegistryKey> ignored -> new Pass(firewall, registry, around, List.of()).look();
            case Refused<RegistryKey> refused -> Reading.refused(refused.reason(), refused.detail());
        });
    }

    private static final class Pass {
        private final ToldFirewall told;
        private final Registry registry;
        private final Surroundings around;
        private final List<String> profiles;
        private final List<Difference> differences = new ArrayList<>();
        private Optional<Refused<?>> unread;
        private boolean allRead = true;

        Pass(ToldFirewall told, Registry registry, Surroundings around, List<String> profiles) {
            this.told = told;
            this.registry = registry;
            this.around = around;
            this.profiles = profiles;
            this.unread = told.unread();
        }

        Reading<Look> look() {
            told.profiles().forEach(this::profile);
            Map<Deed, Boolean> written = written();
            Set<Deed> inForce = new HashSet<>();
            List<Difference> without = new ArrayList<>();
            for (Rule rule : told.rules()) {
                Deed deed = deed(rule);
                inForce.add(deed);
                if (rule.enabled() && rule.in() == rule.allows() && !written.getOrDefault(deed, false)) {
                    without.add(without(rule, written.containsKey(deed)));
                }
            }
            List<Difference> notInForce = unread.isEmpty() ? notInForce(inForce) : List.of();
            if (isMany(without, told.rules().size())
                    || isMany(notInForce, told.rules().size())) {
                return Reading.refused(
                        ReasonCode.FAILED,
                        SourceText.detail(
                                "system-list-apart",
                                "mpssvc",
                                Math.max(without.size(), notInForce.size()),
                                told.rules().size()));
            }
            if (allRead) {
                differences.addAll(without.stream().distinct().toList());
            }
            differences.addAll(notInForce);
            return Reading.found(new Look(differences, unread));
        }

        private static boolean isMany(List<Difference> some, int all) {
            return some.size() > MANY && some.size() > all / 4;
        }

        /** Whether a rule that does it is switched on, of all places where there are rules. */
        private Map<Deed, Boolean> written() {
            Map<Deed, Boolean> all = new HashMap<>();
            for (String key : places()) {
                key(key).ifPresent(found -> {
                    for (RegistryValue value : found.values()) {
                        rule(value).ifPresent(rule -> all.merge(deed(rule), rule.isActive(), Boolean::logicalOr));
                    }
                });
            }
            return all;
        }

        private List<String> places() {
            List<String> places = new ArrayList<>(List.of(BY_POLICY + RULES, POLICY + RULES));
            profiles.forEach(name -> places.add(POLICY + Registry.SEPARATOR + name + RULES));
            for (String name : key(RESTRICTED).map(RegistryKey::subkeys).orElse(List.of())) {
                String below = RESTRICTED + Registry.SEPARATOR + name;
                places.add(below);
                key(below)
                        .map(RegistryKey::subkeys)
                        .orElse(List.of())
                        .forEach(each -> places.add(below + Registry.SEPARATOR + each));
            }
            return places;
        }

        private Optional<RegistryKey> key(String path) {
            long before = registry.unread();
            Reading<RegistryKey> key = registry.key(path);
            if (key instanceof Refused<RegistryKey> refused) {
                unread = unread.or(() -> Optional.of(refused));
                allRead = false;
            }
            allRead &= registry.unread() == before;
            return key.ifFound();
        }

        private static Optional<FirewallRule> rule(RegistryValue value) {
            return FirewallRule.parse(SourceKey.shown(value.data())).filter(FirewallRule::opens);
        }

        private Difference without(Rule rule, boolean isOff) {
            String what = "in force, " + (isOff ? "switched off" : "not") + " in the registry: "
                    + (rule.in() ? "lets in " : "keeps from going out ")
                    + String.join(" ", text(rule));
            Run run = rule.program().isEmpty() || rule.program().equalsIgnoreCase("System")
                    ? new Run.Nothing()
                    : new Run.Path(rule.program());
            Draft draft =
                    Commands.of(WITHOUT_VALUE + " " + rule.name(), what, run).with(Trait.MISMATCH, true);
            return new Difference(POLICY + RULES, 0, draft);
        }

        private static List<String> text(Rule rule) {
            List<String> parts = new ArrayList<>();
            parts.add(rule.protocol() == ANY ? "any" : "protocol " + rule.protocol());
            if (!rule.localPorts().isEmpty()) {
                parts.add("port " + rule.localPorts());
            }
            if (!rule.program().isEmpty()) {
                parts.add(rule.program());
            }
            if (!rule.service().isEmpty()) {
                parts.add("service " + rule.service());
            }
            return parts;
        }

        private List<Difference> notInForce(Set<Deed> inForce) {
            List<Difference> found = new ArrayList<>();
            Optional<RegistryKey> key = key(POLICY + RULES);
            for (RegistryValue value : key.map(RegistryKey::values).orElse(List.of())) {
                Optional<FirewallRule> rule = rule(value)
                        .filter(FirewallRule::isActive)
                        .filter(r -> CONDITIONS.stream().noneMatch(r.fields()::containsKey))
                        .filter(r -> !inForce.contains(deed(r)));
                if (rule.isPresent()) {
                    Draft draft = Commands.of(
                                    NOT_IN_FORCE + " " + SourceKey.shownName(value),
                                    "in the registry, not in force: " + SourceKey.shown(value.data()),
                                    rule.get().run())
                            .with(Trait.MISMATCH, true);
                    found.add(new Difference(POLICY + RULES, key.get().modifiedMicros(), draft));
                }
            }
            return found;
        }

        private void profile(Profile profile) {
            String name = PROFILES.getOrDefault(profile.network(), "");
            String path = POLICY + Registry.SEPARATOR + name;
            if (!profile.enabled() && number(name, "EnableFirewall").orElse(1) != 0) {
                state(path, OFF, "EnableFirewall");
            }
            if (profile.letsIn() && number(name, "DefaultInboundAction").orElse(1) != 0) {
                state(path, LETS_IN, "DefaultInboundAction");
            }
        }

        private void state(String path, String name, String value) {
            Draft draft = Draft.of(name, "in force, not so in the registry (" + value + ")", new Run.Nothing())
                    .with(Trait.MISMATCH, true);
            differences.add(new Difference(path, 0, draft));
        }

        /** What the weaker of the two places says: the service may go by either. */
        private OptionalLong number(String profile, String value) {
            OptionalLong own = key(POLICY + Registry.SEPARATOR + profile)
                    .map(k -> k.number(value))
                    .orElse(OptionalLong.empty());
            OptionalLong byPolicy = key(BY_POLICY + Registry.SEPARATOR + profile)
                    .map(k -> k.number(value))
                    .orElse(OptionalLong.empty());
            return own.isPresent() && own.getAsLong() == 0 ? own : byPolicy.isPresent() ? byPolicy : own;
        }

        private Deed deed(Rule rule) {
            return new Deed(
                    rule.in(),
                    program(rule.program()),
                    service(rule.service()),
                    rule.protocol(),
                    ports(rule.protocol(), List.of(rule.localPorts())));
        }

        private Deed deed(FirewallRule rule) {
            List<String> ports = new ArrayList<>();
            rule.fields().forEach((name, texts) -> {
                if (name.equals("LPort") || name.startsWith("LPort2_")) {
                    ports.addAll(texts);
                }
            });
            return new Deed(
                    rule.isIn(),
                    program(rule.program()),
                    service(rule.text("Svc")),
                    rule.protocol(),
                    ports(rule.protocol(), ports));
        }

        private String program(String text) {
            return WindowsPath.fold(around.expand(text)).replace('/', '\\');
        }

        private static String service(String text) {
            return WindowsPath.fold(text);
        }

        /** Numbers and ranges; names of ports are other ones on each side. */
        private static Set<String> ports(int protocol, List<String> texts) {
            Set<String> ports = new HashSet<>();
            if (protocol == TCP || protocol == UDP) {
                for (String text : texts) {
                    for (String port : text.split(",", 1_000)) {
                        if (port.strip().matches("\\d{1,5}(-\\d{1,5})?")) {
                            ports.add(port.strip());
                        }
                    }
                }
            }
            return ports;
        }
    }
}
