package bzh.vigie.agent.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bzh.vigie.agent.host.AccountRow;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.SystemLists;
import bzh.vigie.agent.windows.account.SamValues;
import bzh.vigie.event.LocationStatus;
import bzh.vigie.event.ReasonCode;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** What Windows says of accounts and groups against SAM. Rows and values of SAM are made up after the documentation. */
final class ListedAccountsTest {
    private static final String SAM = "HKEY_LOCAL_MACHINE\\SAM\\SAM\\Domains\\";
    private static final String ANNE = "S-1-5-21-1-2-3-1001";
    private static final String BOB = "S-1-5-21-1-2-3-1002";
    private final ToldMachine machine = new ToldMachine();

    private ListedAccountsTest account(int key, int rid, int flags, String name) {
        return key("Account\\Users\\" + String.format(Locale.ROOT, "%08X", key))
                .value("F", SamValues.f(rid, flags))
                .value("V", SamValues.v(name, "", "", 56));
    }

    private ListedAccountsTest group(int rid, String name, String... members) {
        return key("Builtin\\Aliases\\" + String.format(Locale.ROOT, "%08X", rid))
                .value("C", SamValues.c(rid, name, members));
    }

    private ListedAccountsTest key(String path) {
        machine.registry("[" + SAM + path + "]");
        return this;
    }

    private ListedAccountsTest value(String name, byte[] bytes) {
        machine.registry("\"" + name + "\"=hex:" + HexFormat.ofDelimiter(",").formatHex(bytes));
        return this;
    }

    private ListedAccountsTest told(String line) {
        machine.told(line);
        return this;
    }

    private List<String> found(String location) {
        Scanned scanned = machine.scan(location);
        assertEquals(LocationStatus.State.READ, scanned.places().getFirst().state());
        return scanned.items().stream()
                .map(item -> item.name() + " | " + item.value())
                .toList();
    }

    @Test
    void aHealthySystemShowsNoDifference() {
        account(500, 500, 0x211, "Administrateur").told("account|500|0x10203|administrateur");
        account(501, 501, 0x215, "Invité").told("account|501|0x10223|Invité");
        // Locked on one side only: it comes and goes.
        account(1001, 1001, 0x410, "anne").told("account|1001|0x200|anne");
        group(544, "Administrateurs", "S-1-5-21-1-2-3-500", ANNE)
                .told("group|Administrateurs|" + ANNE + ",S-1-5-21-1-2-3-500");
        group(545, "Utilisateurs", ANNE).told("group|Utilisateurs|" + BOB);
        assertEquals(List.of(), found("windows.hidden.account"));
        assertEquals(List.of(), found("windows.hidden.member"));
    }

    @Test
    void anAccountThatOneSideKeepsIsFound() {
        account(1001, 1001, 0x10, "anne").told("account|1001|0x200|anne");
        account(1003, 1003, 0x10, "support$").told("account|1004|0x200|revenant");
        assertEquals(
                List.of(
                        "not listed | support$: RID 1003, in the registry, not listed by Windows",
                        "without key | revenant: RID 1004, listed by Windows, without a key in the registry"),
                found("windows.hidden.account"));
    }

    @Test
    void anotherNumberNameOrFlagIsFound() {
        account(501, 500, 0x210, "Invité").told("account|500|0x10200|Invité");
        account(1001, 1001, 0x211, "anne").told("account|1001|0x10220|anne");
        account(1002, 1002, 0x10, "bob").told("account|1002|0x200|robert");
        assertEquals(
                List.of(
                        "RID | Invité: registry: 501; Windows: 500",
                        "flags | anne: registry: disabled, not password not required; Windows: not disabled, password not"
                                + " required",
                        "name | RID 1002, registry: bob; Windows: robert"),
                found("windows.hidden.account"));
    }

    @Test
    void aKeyThatSaysNothingProvesNothing() {
        key("Account\\Users\\000003E9").value("F", new byte[3]);
        told("account|1001|0x200|anne");
        Scanned scanned = machine.scan("windows.hidden.account");
        assertEquals(List.of(), scanned.items());
        assertEquals(LocationStatus.State.PARTIAL, scanned.places().getFirst().state());
    }

    @Test
    void aMemberWhomOneSideKeepsIsFound() {
        group(544, "Administrateurs", ANNE).told("group|Administrateurs|" + BOB);
        group(555, "Utilisateurs du Bureau à distance", BOB);
        assertEquals(
                List.of(
                        "Administrators: " + ANNE + " | " + ANNE + ": in the registry, not told by Windows",
                        "Administrators: " + BOB + " | " + BOB + ": told by Windows, not in the registry",
                        "Remote desktop users: " + BOB + " | " + BOB + ": in the registry, not told by Windows"),
                found("windows.hidden.member"));
    }

    @Test
    void membersThatWindowsDoesNotTellAreNoDifference() {
        group(544, "Administrateurs", ANNE).told("group|Administrateurs");
        Scanned scanned = machine.scan("windows.hidden.member");
        assertEquals(List.of(), scanned.items());
        assertEquals(LocationStatus.State.PARTIAL, scanned.places().getFirst().state());
    }

    @Test
    void aDomainControllerIsNotAsked() {
        account(1001, 1001, 0x10, "anne");
        machine.registry("""

                [HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\ProductOptions]
                "ProductType"="LanmanNT"
                """);
        Scanned scanned = machine.scan("windows.hidden.account", new SystemLists() {
            @Override
            public Reading<List<AccountRow>> accounts() {
                throw new IllegalStateException("it would list the whole domain");
            }
        });
        assertEquals(
                LocationStatus.State.NOT_APPLICABLE, scanned.places().getFirst().state());
    }

    @Test
    void accountsWithoutADatabaseAreNotCompared() {
        told("account|1001|0x200|anne");
        Scanned scanned = machine.scan("windows.hidden.account");
        assertEquals(
                LocationStatus.State.UNREADABLE, scanned.places().getFirst().state());
        assertEquals(ReasonCode.NOT_PRESENT, scanned.places().getFirst().reason());
    }

    @Test
    void aRefusalIsAStateAndNoEmptyList() {
        account(1001, 1001, 0x10, "anne");
        Scanned scanned = machine.scan("windows.hidden.account", new SystemLists() {
            @Override
            public Reading<List<AccountRow>> accounts() {
                return Reading.refused(ReasonCode.NOT_SUPPORTED, "system-list-refused|NetUserEnum|50");
            }
        });
        assertEquals(
                LocationStatus.State.UNREADABLE, scanned.places().getFirst().state());
        assertEquals(ReasonCode.NOT_SUPPORTED, scanned.places().getFirst().reason());
    }
}
