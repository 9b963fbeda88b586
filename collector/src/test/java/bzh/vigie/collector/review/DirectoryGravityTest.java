package bzh.vigie.collector.review;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.event.Item;
import bzh.vigie.event.Item.Shipped;
import bzh.vigie.event.Item.Trait;
import bzh.vigie.event.ItemTimes;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** In which order a review goes through what a directory had before enrolment: facts that strangers planted in a Samba. */
final class DirectoryGravityTest {
    private static Item item(String location, String name, Shipped shipped, boolean isOn, Set<Trait> traits) {
        return new Item(
                location,
                List.of("T1098"),
                "windows",
                Optional.empty(),
                name,
                "",
                "{domain}",
                shipped,
                isOn,
                ItemTimes.NONE,
                traits);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HIGH   | ad.rights.domain        | S-1-5-21-1-2-3-1104 extended-right DS-Replication-Get-Changes-All | superuser",
                "HIGH   | ad.rights.protected     | S-1-5-21-1-2-3-1104 full-control | superuser",
                "HIGH   | ad.certificate-template | ESC1           | superuser",
                "HIGH   | ad.settings             | menu adminContextMenu | superuser",
                "HIGH   | ad.controller           | revealed CN=chef,CN=Users,{domain} | superuser",
                "MEDIUM | ad.certificate-template | ESC9           | ''",
                "MEDIUM | ad.account.weak         | no-preauthentication | ''",
                "MEDIUM | ad.account.weak         | password-in-text description | ''",
                "MEDIUM | ad.delegation           | constrained cifs/a | ''",
                "MEDIUM | ad.sid-history          | S-1-5-21-9-8-7-1104 | ''",
                "MEDIUM | ad.settings             | passwords      | mismatch",
                "MEDIUM | ad.rights.domain        | S-1-5-7 read   | mismatch",
                "LOW    | ad.certificate-template | template       | ''",
                "LOW    | ad.rights.unit          | S-1-5-21-1-2-3-1104 create-child computer | ''",
                "LOW    | ad.policy               | {97350784-0000-4000-8000-000000000001} | ''",
                "INFORMATIONAL | windows.service  | x              | superuser"
            })
    void whatGivesTheDomainComesBeforeWhatLetsSomebodyIn(
            Severity expected, String location, String name, String traits) {
        Set<Trait> all = Arrays.stream(traits.split(" ", -1))
                .filter(trait -> !trait.isEmpty())
                .map(trait -> Trait.valueOf(trait.toUpperCase(Locale.ROOT)))
                .collect(Collectors.toSet());
        assertEquals(expected, DirectoryGravity.of(item(location, name, Shipped.UNKNOWN, true, all)));
    }

    @Test
    void whatADomainHasByItselfIsNothingToGoThrough() {
        assertEquals(
                Severity.INFORMATIONAL,
                DirectoryGravity.of(item("ad.rights.domain", "x", Shipped.AS_PACKAGED, true, Set.of(Trait.SUPERUSER))));
    }

    @Test
    void whatIsSwitchedOffIsAtMostLow() {
        assertEquals(
                Severity.LOW,
                DirectoryGravity.of(
                        item("ad.account.weak", "des-only", Shipped.UNKNOWN, false, Set.of(Trait.SUPERUSER))));
    }
}
