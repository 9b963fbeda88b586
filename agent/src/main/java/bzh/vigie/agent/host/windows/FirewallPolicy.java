package bzh.vigie.agent.host.windows;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.host.ToldFirewall;
import bzh.vigie.agent.host.ToldFirewall.Network;
import bzh.vigie.agent.host.ToldFirewall.Profile;
import bzh.vigie.agent.host.ToldFirewall.Rule;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Windows' firewall as its service has it now (netfw.h: INetFwPolicy2, INetFwRules, INetFwRule). To be asked by {@link Com}. */
final class FirewallPolicy {
    private static final Guid POLICY = new Guid("e2b3c97f-6ae1-41ac-817a-f6f92166d7dd");
    private static final Guid AS_POLICY = new Guid("98325047-c671-4174-8d81-defcd3f03186");
    private static final Guid AS_ENUMERATION = new Guid("00020404-0000-0000-c000-000000000046");
    private static final Guid AS_RULE = new Guid("af230d27-baba-4e42-aced-f524f22cfce2");

    // INetFwPolicy2
    private static final int FIREWALL_ENABLED = 8;
    private static final int RULES = 18;
    private static final int DEFAULT_INBOUND = 23;

    // INetFwRules
    private static final int ENUMERATION = 11;

    // IEnumVARIANT
    private static final int NEXT = 3;

    // INetFwRule
    private static final int NAME = 7;
    private static final int PROGRAM = 11;
    private static final int SERVICE = 13;
    private static final int PROTOCOL = 15;
    private static final int LOCAL_PORTS = 17;
    private static final int DIRECTION = 27;
    private static final int ENABLED = 33;
    private static final int ACTION = 41;

    // NET_FW_RULE_DIRECTION and NET_FW_ACTION
    private static final int IN = 1;
    private static final int ALLOW = 1;

    /** NET_FW_PROFILE_TYPE2. */
    private static final Map<Network, Integer> NETWORKS =
            new TreeMap<>(Map.of(Network.DOMAIN, 1, Network.PRIVATE, 2, Network.PUBLIC, 4));

    private static final int MAX_RULES = 10_000;
    private static final int MAX_TEXT = 4_096;

    private FirewallPolicy() {}

    /** Asks for it. */
    static ToldFirewall now() throws Refused {
        Unread unread = new Unread();
        List<Profile> profiles = new ArrayList<>();
        List<Rule> rules = new ArrayList<>();
        try (ComObject policy = Ole.create(POLICY, AS_POLICY, "INetFwPolicy2")) {
            for (Map.Entry<Network, Integer> each : NETWORKS.entrySet()) {
                try {
                    profiles.add(new Profile(
                            each.getKey(),
                            policy.truth(FIREWALL_ENABLED, each.getValue()),
                            policy.number(DEFAULT_INBOUND, each.getValue()) == ALLOW));
                } catch (Refused e) {
                    unread.add(e);
                }
            }
            try (ComObject all = policy.object(RULES, "INetFwRules");
                    ComObject unknown = all.object(ENUMERATION, "IUnknown");
                    ComObject enumeration = unknown.as(AS_ENUMERATION, "IEnumVARIANT")) {
                take(enumeration, rules, unread);
            } catch (Refused e) {
                unread.add(e);
                if (profiles.isEmpty()) {
                    throw e;
                }
            }
        }
        return new ToldFirewall(profiles, rules, unread.first());
    }

    private static void take(ComObject enumeration, List<Rule> rules, Unread unread) throws Refused {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment variant = Variant.empty(arena);
            MemorySegment count = arena.allocate(JAVA_INT);
            while (true) {
                int done = enumeration.call(NEXT, 1, variant.address(), count.address());
                try {
                    enumeration.check(NEXT, done);
                    if (done == HResult.FALSE || count.get(JAVA_INT, 0) == 0) {
                        return;
                    }
                    if (rules.size() >= MAX_RULES) {
                        unread.tooMuch("INetFwRules");
                        return;
                    }
                    try {
                        rules.add(rule(variant));
                    } catch (Refused e) {
                        // One odd rule must not hide those behind it.
                        unread.add(e);
                    }
                } finally {
                    Ole.clear(variant);
                }
            }
        }
    }

    private static Rule rule(MemorySegment variant) throws Refused {
        MemorySegment held = Variant.object(variant).orElseThrow(() -> HResult.refused("INetFwRules", HResult.POINTER));
        try (ComObject rule = ComObject.borrowed(held, "IDispatch").as(AS_RULE, "INetFwRule")) {
            return new Rule(
                    textOrNone(rule, NAME),
                    rule.number(DIRECTION) == IN,
                    rule.number(ACTION) == ALLOW,
                    rule.truth(ENABLED),
                    textOrNone(rule, PROGRAM),
                    textOrNone(rule, SERVICE),
                    rule.number(PROTOCOL),
                    textOrNone(rule, LOCAL_PORTS));
        }
    }

    /** A rule that is not about ports, or whose texts the system does not find in its libraries, has none. */
    private static String textOrNone(ComObject rule, int property) {
        try {
            return rule.text(property, MAX_TEXT);
        } catch (Refused e) {
            return "";
        }
    }
}
