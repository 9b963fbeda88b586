package bzh.vigie.agent.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bzh.vigie.event.Item;
import bzh.vigie.event.LocationStatus.State;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is switched in {@code dSHeuristics}. */
final class DomainSettingsTest {
    private static Map<String, String> opened(String switches) {
        HeldDirectory directory =
                HeldDirectory.of("dn: CN=Directory Service,CN=Windows NT,CN=Services,CN=Configuration,{domain}\n"
                        + "objectClass: nTDSService\n"
                        + "dSHeuristics: " + switches);
        SiteReading reading = PlaceReading.of("ad.settings", directory);
        assertEquals(State.READ, reading.state());
        return reading.items().stream()
                .filter(item -> !item.name().equals("dSHeuristics"))
                .collect(Collectors.toMap(Item::name, Item::value));
    }

    @Test
    void eachSwitchThatOpensSomethingIsAnItem() {
        assertEquals(
                Map.of(
                        "dSHeuristics anonymous",
                        "anybody may ask the directory without a name, as far as rights allow",
                        "dSHeuristics unprotected-groups",
                        "Account Operators, Backup Operators are no longer protected as administrators are"),
                opened("0000002001000009"));
        assertEquals(
                Set.of(
                        "dSHeuristics list-object",
                        "dSHeuristics anonymous-address-book",
                        "dSHeuristics names-not-unique",
                        "dSHeuristics add-unchecked",
                        "dSHeuristics owner-unchecked"),
                opened("00100001010000000002100000022").keySet());
        assertEquals(
                Map.of(
                        "dSHeuristics unprotected-groups",
                        "groups by \"x\" are no longer protected as administrators are"),
                opened("000000000100000x"));
    }

    @Test
    void whatIsSwitchedAsItIsByItselfOrMoreStrictlyIsNone() {
        for (String switches : List.of("", "0", "000000000100000000020000000110", "0000001")) {
            assertEquals(Map.of(), opened(switches), switches);
        }
    }
}
