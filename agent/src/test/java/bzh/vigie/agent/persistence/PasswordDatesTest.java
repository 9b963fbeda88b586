package bzh.vigie.agent.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.directory.Stamps;
import bzh.vigie.event.Item;
import bzh.vigie.event.Item.Shipped;
import bzh.vigie.event.Item.Trait;
import bzh.vigie.event.LocationStatus.State;
import bzh.vigie.event.ReasonCode;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Dates of passwords that were made newer than the passwords are. */
final class PasswordDatesTest {
    /** 2026-11-01 and 2020-03-01. */
    private static final String NOVEMBER = "pwdLastSet: 134379648000000000";

    private static final String OLD = "pwdLastSet: 132274944000000000";

    private static String account(String name, long rid, String... more) {
        return "dn: CN=" + name.replace("$", "")
                + ",CN=Users,{domain}\nobjectClass: top\nobjectClass: user\nsAMAccountName: " + name + "\nobjectSid:: "
                + HeldDirectory.sid(rid) + "\nuserAccountControl: 512\nsAMAccountType: 805306368\n"
                + String.join("\n", more) + "\n\n";
    }

    private static String written(String time) {
        return "replPropertyMetaData:: " + Stamps.of(time, 2);
    }

    private static Set<String> names(List<Item> items) {
        return items.stream().map(item -> item.source() + " " + item.name()).collect(Collectors.toSet());
    }

    @Test
    void whoeverHoldsTheDomainAndHasADateThatWasRenewedIsTold() {
        List<Item> items = PlaceReading.items(
                "ad.password-age",
                account("chef", 1101, "adminCount: 1", NOVEMBER, written("2020-03-01T00:00:00Z"))
                        + account("sain", 1102, "adminCount: 1", NOVEMBER, written("2026-11-01T00:00:00Z"))
                        + account("anne", 1103, NOVEMBER, written("2020-03-01T00:00:00Z")));
        assertEquals(Set.of("CN=chef,CN=Users,{domain} date-renewed", "{domain} dates-checked"), names(items));
        assertEquals(
                Set.of(Shipped.AS_PACKAGED),
                items.stream()
                        .filter(item -> item.name().equals("dates-checked"))
                        .map(Item::shipped)
                        .collect(Collectors.toSet()),
                "that all is well is nothing to look at");
        Item renewed = items.stream()
                .filter(item -> item.name().equals("date-renewed"))
                .findFirst()
                .orElseThrow();
        assertEquals(
                "chef says that its password is of 2026-11-01T00:00:00Z, and it was written 2020-03-01T00:00:00Z",
                renewed.value());
        assertEquals(Set.of(Trait.MISMATCH), renewed.traits());
    }

    /** A Samba marks nobody as protected, and a Windows does so within the hour. */
    @Test
    void whoeverIsInAGroupThatHoldsTheDomainIsLookedAtAlsoWhereNothingMarksHim() {
        String renewed = NOVEMBER + "\n" + written("2020-03-01T00:00:00Z");
        List<Item> items = PlaceReading.items(
                "ad.password-age",
                group("Domain Admins", 512)
                        + group("Informatique", 1201, "memberOf: CN=Domain Admins,CN=Users,{domain}")
                        + account("chef", 1101, "memberOf: CN=Informatique,CN=Users,{domain}", renewed)
                        + account("anne", 1102, "memberOf: CN=Autres,CN=Users,{domain}", renewed));
        assertEquals(Set.of("CN=chef,CN=Users,{domain} date-renewed", "{domain} dates-checked"), names(items));
    }

    private static String group(String name, long rid, String... more) {
        return "dn: CN=" + name + ",CN=Users,{domain}\nobjectClass: top\nobjectClass: group\nsAMAccountName: " + name
                + "\nobjectSid:: " + HeldDirectory.sid(rid) + "\n" + String.join("\n", more) + "\n\n";
    }

    @Test
    void aKeyWhoseDateWasRenewedIsAsOldAsItsPassword() {
        String key = account("krbtgt", 502, "msDS-KeyVersionNumber: 2", NOVEMBER, written("2020-03-01T00:00:00Z"));
        List<Item> items = PlaceReading.items("ad.password-age", key);
        assertEquals(
                Set.of(
                        "CN=krbtgt,CN=Users,{domain} krbtgt",
                        "CN=krbtgt,CN=Users,{domain} old krbtgt",
                        "CN=krbtgt,CN=Users,{domain} date-renewed",
                        "{domain} dates-checked"),
                names(items));
        assertTrue(
                items.stream()
                        .anyMatch(item -> item.value()
                                .equals("signs every ticket of the domain, version 2, set 2020-03-01T00:00:00Z")),
                items::toString);
        assertEquals(
                fingerprint(items, "krbtgt"),
                fingerprint(PlaceReading.items("ad.password-age", key.replace(NOVEMBER, OLD)), "krbtgt"),
                "a date that somebody wrote is no new password");
    }

    private static String fingerprint(List<Item> items, String name) {
        return items.stream()
                .filter(item -> item.name().equals(name))
                .map(item -> item.fingerprint().toString())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whoAloneHidesWhenThePasswordWasWrittenIsTold() {
        String hidden = account("cache", 1101, "adminCount: 1", NOVEMBER);
        assertEquals(
                Set.of("CN=cache,CN=Users,{domain} date-unchecked"),
                names(PlaceReading.items(
                        "ad.password-age",
                        hidden + account("sain", 1102, "adminCount: 1", NOVEMBER, written("2026-11-01T00:00:00Z")))));
        assertEquals(
                Set.of(),
                names(PlaceReading.items("ad.password-age", hidden)),
                "where nothing of it is told, the dates are the directory's own word");
    }

    private static SiteReading read(HeldDirectory directory) {
        return PlaceReading.of("ad.password-age", directory);
    }

    /** What a writable controller told stands, since this one has the passwords of few. */
    @Test
    void whatAReadOnlyControllerDoesNotHaveMayStillBe() {
        String ldif = account("chef", 1101, "adminCount: 1", NOVEMBER)
                + account("sain", 1102, "adminCount: 1", NOVEMBER, written("2026-11-01T00:00:00Z"));
        String self = "dn: CN=dc1,OU=Domain Controllers,{domain}\nobjectClass: computer\nprimaryGroupID: 521\n"
                + "userAccountControl: 83890176\nsAMAccountName: dc1$\ndNSHostName: dc1.mairie.example\nobjectSid:: "
                + HeldDirectory.sid(1110) + "\n\n";
        SiteReading readOnly = read(HeldDirectory.of(ldif + self));
        assertEquals(Set.of(), names(readOnly.items()));
        assertTrue(readOnly.mayHide("CN=chef,CN=Users,{domain}"));
        assertTrue(readOnly.mayHide("{domain}"), "that all were checked was not said to be otherwise");
        assertFalse(read(HeldDirectory.of(ldif)).mayHideAll(), "a writable one has them all");
    }

    @Test
    void moreHiddenDatesThanAreToldAreSaid() {
        StringBuilder hidden =
                new StringBuilder(account("sain", 1102, "adminCount: 1", NOVEMBER, written("2026-11-01T00:00:00Z")));
        for (int i = 0; i < 200; i++) {
            hidden.append(account("cache" + i, 2000 + i, "adminCount: 1", NOVEMBER));
        }
        assertEquals(State.READ, read(HeldDirectory.of(hidden.toString())).state());
        SiteReading more = read(HeldDirectory.of(hidden + account("dernier", 3000, "adminCount: 1", NOVEMBER)));
        assertEquals(200, more.items().size());
        assertEquals(ReasonCode.TOO_LARGE, more.reason());
        assertTrue(more.mayHide("CN=dernier,CN=Users,{domain}"));
    }

    /** That Windows writes both at once for it was not seen yet. */
    @Test
    void aServiceWhosePasswordTheDirectoryKeepsIsNoAlert() {
        String service = account(
                "gmsa$",
                1120,
                "objectClass: msDS-GroupManagedServiceAccount",
                NOVEMBER,
                written("2020-03-01T00:00:00Z"));
        List<Item> items = PlaceReading.items("ad.password-age", service);
        assertEquals(
                Set.of(
                        "CN=gmsa,CN=Users,{domain} service",
                        "CN=gmsa,CN=Users,{domain} old service",
                        "CN=gmsa,CN=Users,{domain} date-renewed-by-itself",
                        "{domain} dates-checked"),
                names(items));
        assertTrue(
                items.stream().noneMatch(item -> item.traits().contains(Trait.MISMATCH)),
                "only what a Windows was seen to do makes an alert");
    }
}
