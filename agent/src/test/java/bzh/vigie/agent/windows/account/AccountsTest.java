package bzh.vigie.agent.windows.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.windows.account.SamUser.Flag;
import bzh.vigie.agent.windows.security.Sid;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AccountsTest {
    private static final Sid PERSON = Sid.parse("S-1-5-21-1-2-3-1001").orElseThrow();

    @Test
    void anAccountTellsWhatSamKnows() {
        SamUser user = user(1001, 1001, 0x210, "agent", 56);
        assertEquals("agent", user.name());
        assertEquals("Étienne Le Goff", user.fullName());
        assertEquals("accueil", user.comment());
        assertEquals(Set.of(Flag.NORMAL, Flag.PASSWORD_NEVER_EXPIRES), user.flags());
        assertEquals(OptionalLong.of(1_767_621_600_000_000L), user.lastLogonMicros());
        assertEquals(OptionalLong.of(1_767_621_540_000_000L), user.passwordSetMicros());
        assertEquals(OptionalLong.empty(), user.expiresMicros());
        assertEquals(7, user.logons());
        assertEquals(Optional.of(true), user.hasPassword());
        assertFalse(user.isHijacked());
        assertFalse(user.hidesAsMachine());
    }

    @Test
    void aHijackedRidAndANameThatHidesAreSeen() {
        assertTrue(user(501, 500, 0x214, "Invité", 24).isHijacked());
        assertTrue(user(1002, 1002, 0x10, "support$", 20).hidesAsMachine());
        assertFalse(user(1003, 1003, 0x80, "PC-02$", 20).hidesAsMachine());
    }

    @Test
    void anAccountNeverUsedHasNeitherTimeNorCountOfLogons() {
        assertFalse(user(1001, 1001, 0x10, "agent", 56).neverLoggedOn());
        byte[] f = SamValues.f(1001, 0x10);
        Arrays.fill(f, 8, 16, (byte) 0);
        assertFalse(parsed(f).neverLoggedOn());
        Arrays.fill(f, 66, 68, (byte) 0);
        assertTrue(parsed(f).neverLoggedOn());
    }

    private static SamUser parsed(byte[] f) {
        return SamUser.parse(1001, f, SamValues.v("agent", "", "", 56)).orElseThrow();
    }

    @Test
    void ofHashesOnlyTheSizeIsLookedAt() {
        assertEquals(Optional.of(false), user(1, 1, 0x10, "a", 4).hasPassword());
        assertEquals(Optional.of(false), user(1, 1, 0x10, "a", 24).hasPassword());
        assertEquals(Optional.of(true), user(1, 1, 0x10, "a", 20).hasPassword());
        assertEquals(Optional.empty(), user(1, 1, 0x10, "a", 40).hasPassword());
        // 0x5c5c… is what the hash is made of here.
        assertFalse(user(1, 1, 0x10, "a", 56).toString().contains("\u5c5c"));
    }

    @Test
    void aGroupHasItsMembers() {
        SamAlias alias = SamAlias.parse(
                        SamValues.c(544, "Administrateurs", "S-1-5-21-1-2-3-500", "S-1-5-21-1-2-3-1001"))
                .orElseThrow();
        assertEquals("Administrateurs", alias.name());
        assertEquals(544, alias.rid());
        assertEquals(List.of(PERSON.domain().child(500), PERSON), alias.members());
        assertEquals(0, alias.malformed());
        byte[] cut = SamValues.c(544, "Administrateurs", "S-1-5-21-1-2-3-500", "S-1-5-21-1-2-3-1001");
        SamAlias half = SamAlias.parse(Arrays.copyOf(cut, cut.length - 5)).orElseThrow();
        assertEquals(1, half.members().size());
        assertEquals(1, half.malformed());
    }

    @Test
    void rightsAreNamed() {
        AccountRights rights =
                AccountRights.parse(PERSON, SamValues.access(0x411), SamValues.privileges(7, 20, 23, 99));
        assertEquals(
                "SeChangeNotifyPrivilege, SeDebugPrivilege, SeInteractiveLogonRight, SeRemoteInteractiveLogonRight,"
                        + " SeServiceLogonRight, SeTcbPrivilege, privilege 99",
                rights.text());
        assertEquals(List.of("SeDebugPrivilege", "SeTcbPrivilege"), rights.powerful());
        // Set-up gives an account that a service runs as two of the seven (SeChangeNotifyPrivilege,
        // SeServiceLogonRight).
        assertEquals(
                List.of(
                        "SeDebugPrivilege",
                        "SeInteractiveLogonRight",
                        "SeRemoteInteractiveLogonRight",
                        "SeTcbPrivilege",
                        "privilege 99"),
                rights.unusual());
        assertEquals(0, rights.malformed());
        AccountRights users = AccountRights.parse(
                Sid.parse("S-1-5-32-545").orElseThrow(), SamValues.access(1), SamValues.privileges(23, 20));
        assertEquals(List.of("SeDebugPrivilege"), users.unusual());
        assertEquals(
                List.of(),
                AccountRights.parse(Sid.ADMINISTRATORS, new byte[0], SamValues.privileges(20))
                        .powerful());
    }

    /**
     * SeAssignPrimaryToken, SeIncreaseQuota, SeAudit, SeChangeNotify (3, 5, 21, 23 of winnt.h): what SQL Server's set-up gives a service's
     * account (Microsoft, "Configure Windows service accounts and permissions"), and IIS its pools. A person's account gets them from nobody.
     */
    @Test
    void whatSetUpGivesAServiceIsUsualForAServiceAlone() {
        byte[] privileges = SamValues.privileges(3, 5, 21, 23);
        AccountRights service = AccountRights.parse(PERSON, SamValues.access(0x10), privileges);
        assertEquals(List.of("SeAssignPrimaryTokenPrivilege"), service.powerful());
        assertEquals(List.of(), service.unusual());
        Sid pool = Sid.parse("S-1-5-82-3006700770-424185619-1745488364-794895919-4004696415")
                .orElseThrow();
        assertEquals(
                List.of(), AccountRights.parse(pool, new byte[0], privileges).unusual());
        assertEquals(
                List.of("SeAssignPrimaryTokenPrivilege", "SeAuditPrivilege", "SeIncreaseQuotaPrivilege"),
                AccountRights.parse(PERSON, SamValues.access(1), privileges).unusual().stream()
                        .filter(right -> right.endsWith("Privilege") && !right.equals("SeChangeNotifyPrivilege"))
                        .toList());
        assertEquals(
                List.of("SeDebugPrivilege"),
                AccountRights.parse(PERSON, SamValues.access(0x10), SamValues.privileges(3, 20))
                        .unusual(),
                "and no more than that");
    }

    @Test
    void scrambledValuesNeverThrow() {
        Random random = new Random(9);
        for (int i = 0; i < 20_000; i++) {
            byte[] f = scrambled(SamValues.f(1001, 0x210), random);
            byte[] v = scrambled(SamValues.v("agent", "A", "B", 56), random);
            byte[] c = scrambled(SamValues.c(544, "Administrateurs", "S-1-5-21-1-2-3-500"), random);
            byte[] p = scrambled(SamValues.privileges(7, 20), random);
            SamUser.parse(random.nextInt(), f, v)
                    .ifPresent(u -> assertTrue(u.name().length() <= 512));
            SamAlias.parse(c).ifPresent(a -> assertTrue(a.members().size() <= 10_000));
            assertTrue(AccountRights.parse(PERSON, c, p).privileges().size() <= 50);
        }
    }

    private static byte[] scrambled(byte[] bytes, Random random) {
        byte[] other = random.nextInt(5) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
        for (int n = random.nextInt(5); n > 0 && other.length > 0; n--) {
            other[random.nextInt(other.length)] = (byte) random.nextInt();
        }
        return other;
    }

    private static SamUser user(long key, long rid, int flags, String name, int hash) {
        return SamUser.parse(key, SamValues.f(rid, flags), SamValues.v(name, "Étienne Le Goff", "accueil", hash))
                .orElseThrow();
    }
}
