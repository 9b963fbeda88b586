package bzh.vigie.agent.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.event.Item;
import bzh.vigie.event.Item.Shipped;
import bzh.vigie.event.Item.Trait;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The two policies that each domain has by itself ([MS-GPOD] 1.1.1.5) do not go in silence. */
final class OwnPoliciesTest {
    private static final String OF_DOMAIN = "{31B2F340-016D-11D2-945F-00C04FB984F9}";
    private static final String OF_CONTROLLERS = "{6AC1786C-016F-11D2-945F-00C04FB984F9}";

    private static String link(String guid, int options) {
        return "[LDAP://CN=" + guid + ",CN=Policies,CN=System,{domain};" + options + "]";
    }

    private static Map<String, Item> links(String head, String controllers) {
        List<Item> items = PlaceReading.items(
                "ad.policy.link",
                "dn: {domain}\nobjectClass: domainDNS\n" + (head.isEmpty() ? "" : "gPLink: " + head + "\n")
                        + "\ndn: OU=Domain Controllers,{domain}\nobjectClass: organizationalUnit\n"
                        + (controllers.isEmpty() ? "" : "gPLink: " + controllers + "\n"));
        Map<String, Item> named = new TreeMap<>();
        items.forEach(item -> named.put(item.source() + " " + item.name(), item));
        return named;
    }

    @Test
    void bothAreAsMadeWhereTheyHold() {
        Map<String, Item> links = links(link(OF_DOMAIN, 2), link(OF_CONTROLLERS, 0));
        assertEquals(2, links.size(), links::toString);
        assertTrue(links.values().stream()
                .allMatch(item ->
                        item.shipped() == Shipped.AS_PACKAGED && item.traits().isEmpty()));
    }

    @Test
    void oneThatIsSwitchedOffIsAnotherThingAndIsNotAsMade() {
        Map<String, Item> before = links(link(OF_DOMAIN, 0), link(OF_CONTROLLERS, 0));
        Map<String, Item> after = links(link(OF_DOMAIN, 1), link(OF_CONTROLLERS, 1));
        assertEquals(before.keySet(), after.keySet());
        after.forEach((name, item) -> {
            assertEquals(Set.of(Trait.MISMATCH, Trait.SUPERUSER), item.traits(), name);
            assertTrue(item.value().contains("; switched off; each domain has it by itself"), item.value());
            assertTrue(item.shipped() != Shipped.AS_PACKAGED && !item.enabled(), name);
            assertFalse(
                    item.fingerprint().equals(before.getOrDefault(name, item).fingerprint()));
        });
    }

    @Test
    void oneThatIsNotLinkedIsAThingOfItsOwn() {
        Map<String, Item> links = links("", link(OF_DOMAIN, 0));
        assertEquals(
                Set.of(
                        "{domain} " + OF_DOMAIN + " gone",
                        "OU=Domain Controllers,{domain} " + OF_DOMAIN,
                        "OU=Domain Controllers,{domain} " + OF_CONTROLLERS + " gone"),
                links.keySet());
        Item gone = Optional.ofNullable(links.get("{domain} " + OF_DOMAIN + " gone"))
                .orElseThrow();
        assertEquals(OF_DOMAIN + "; not linked here; each domain has it by itself", gone.value());
        assertEquals(Set.of(Trait.MISMATCH, Trait.SUPERUSER), gone.traits());
        assertTrue(gone.enabled());
    }
}
