package bzh.vigie.collector.detect.logon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Attacks, each told once, in a town that was learnt. */
final class LogonAttacksTest {
    private final Town town = new Town();

    private static String address(int number) {
        return "10.0.0." + (10 + number);
    }

    @BeforeEach
    void learn() {
        for (int day = 0; day < 15; day++) {
            for (int i = 0; i < 100; i++) {
                town.morning("user" + i, "PC" + i, address(i));
            }
            town.remoteDesktop("TS1", "user1", address(1), "PC1");
            town.administrator("DC1", "adm", 10, "10.0.1.5", "DC1");
            for (int i = 1; i < 10; i++) {
                town.administrator("SRV" + i, "adm", 3, "10.0.1.5", "PCADM");
            }
            town.nextDay();
        }
        assertEquals(Map.of(), town.rules());
    }

    @Test
    void aHostThatIsNewToUsVouchesForNobodyElsewhere() {
        town.logon("NEWPC", "user7", 3, "10.0.0.250", "KALI");
        town.pass(Duration.ofHours(1));
        town.remoteDesktop("TS1", "user7", "10.0.0.250", "KALI");
        town.administrator("SRV1", "adm", 10, "10.0.0.251", "KALI");
        assertEquals(Map.of(LogonJudge.NEW_SOURCE, 1L, LogonJudge.ADMINISTRATOR, 1L), town.rules());
    }

    /** One hostile agent: neither a word dated back nor one that is told as new makes an address known on other hosts. */
    @Test
    void oneHostVouchesForNoAddressElsewhere() {
        town.late = Duration.ofDays(3);
        town.remoteDesktop("PC66", "user1", "203.0.113.66", "KALI");
        town.administrator("PC66", "user2", 10, "203.0.113.66", "KALI");
        town.late = Duration.ZERO;
        town.pass(Duration.ofDays(3));
        town.remoteDesktop("PC66", "user1", "203.0.113.66", "KALI");
        town.found.clear();
        for (String user : List.of("user1", "user2", "user3")) {
            for (int i = 0; i < 8; i++) {
                town.failure("TS1", user, 3, "203.0.113.66", "KALI", Town.WRONG);
                town.pass(Duration.ofSeconds(5));
            }
            town.remoteDesktop("TS1", user, "203.0.113.66", "KALI");
        }
        assertEquals(Map.of(LogonJudge.AFTER_FAILURES, 3L), town.rules());
    }

    /** One hostile agent: a guess that it makes up of itself silences none on other hosts, nor what an administrator's account does there. */
    @ParameterizedTest
    @ValueSource(longs = {1, 3_000, 100_000})
    void aGuessThatOneHostMakesUpSilencesNoneElsewhere(long minutes) {
        guess("PC66", "user3", 3, "198.51.100.7", 9);
        guess("PC66", "adm", 10, "2001:db8:66::1", 6);
        town.administrator("PC66", "adm", 10, "2001:db8:66::1", "KALI");
        town.pass(Duration.ofMinutes(minutes));
        town.found.clear();
        guess("TS1", "user3", 10, "198.51.100.7", 7);
        guess("SRV2", "adm", 3, "2001:db8:66::1", 12);
        town.pass(Duration.ofHours(2));
        town.administrator("DC1", "adm", 10, "2001:db8:66::1", "KALI");
        assertEquals(
                List.of(
                        "TS1 " + LogonJudge.AFTER_FAILURES,
                        "SRV2 " + LogonJudge.AFTER_FAILURES,
                        "DC1 " + LogonJudge.ADMINISTRATOR),
                town.found.stream()
                        .map(each -> each.evidence().get("Computer") + " " + each.rule())
                        .distinct()
                        .toList());
    }

    /** One hostile agent tells of the same source whatever it likes, and what others told of it stays. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void oneHostPushesOutNoGuessThatAnotherTold(int how) {
        for (int i = 0; i < 6; i++) {
            town.failure("TS1", "user3", 3, "198.51.100.7", "KALI", Town.WRONG);
            Instant now = town.now;
            for (int j = 0; j < 200; j++) {
                switch (how) {
                    // The same failure, dated back to where it shows nothing.
                    case 0 -> {
                        town.now = now.minus(Duration.ofHours(9));
                        town.failure("PC66", "user3", 3, "198.51.100.7", "KALI", Town.WRONG);
                    }
                    case 1 -> town.logon("PC66", "nobody" + j, 3, "198.51.100.7", "KALI");
                    default -> {
                        town.now = now.minus(Duration.ofHours(9));
                        town.failure("PC66", "nobody" + j, 3, "198.51.100.7", "KALI", Town.NOBODY);
                    }
                }
                town.now = now;
            }
            town.pass(Duration.ofSeconds(20));
        }
        town.found.clear();
        town.logon("TS1", "user3", 3, "198.51.100.7", "KALI");
        assertEquals(Map.of(LogonJudge.AFTER_FAILURES, 1L), town.rules());
    }

    private void guess(String host, String user, int type, String address, int wrong) {
        for (int i = 0; i < wrong; i++) {
            town.failure(host, user, 3, address, "KALI", Town.WRONG);
            town.pass(Duration.ofSeconds(20));
        }
        town.logon(host, user, type, address, "KALI");
    }

    /** One hostile agent tells many addresses of a network, so that the account would be at home in it. */
    @Test
    void oneHostMakesNoNetworkAHome() {
        for (int i = 0; i < 6; i++) {
            town.logon("PC66", "adm", 3, "10.9.9." + i, "-");
        }
        town.pass(Duration.ofDays(2));
        for (int i = 0; i < 6; i++) {
            town.logon("PC66", "adm", 3, "10.9.9." + i, "-");
        }
        town.found.clear();
        town.administrator("SRV1", "adm", 3, "10.9.9.77", "-");
        assertEquals(Map.of(LogonJudge.ADMINISTRATOR, 1L), town.rules());
    }

    /** One hostile agent makes up more sources, and more networks, of an account than are remembered: those that other hosts tell stay known. */
    @Test
    void sourcesThatOneHostMakesUpPushOutNoneOfAnothers() {
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 120; i++) {
                for (String user : List.of("user1", "adm")) {
                    town.logon("PC66", user, 3, "10." + (100 + i / 3) + ".9." + i, "KALI" + i);
                }
                town.pass(Duration.ofMinutes(10));
            }
            town.pass(Duration.ofDays(1));
        }
        town.found.clear();
        town.remoteDesktop("TS1", "user1", address(1), "PC1");
        town.administrator("DC1", "adm", 10, "10.0.1.5", "DC1");
        town.administrator("SRV1", "adm", 3, "10.0.1.5", "PCADM");
        assertEquals(Map.of(), town.rules());
    }

    @Test
    void aSprayThatThenSucceedsIsOneAlert() {
        for (int i = 0; i < 100; i++) {
            if (i == 40) {
                town.ticket("user40", "10.0.0.250", "0x0");
                town.logon("FS1", "user40", 3, "10.0.0.250", "-");
                town.remoteDesktop("TS1", "user40", "10.0.0.250", "KALI");
            } else {
                town.refused("user" + i, "10.0.0.250", "0x18");
            }
            town.pass(Duration.ofSeconds(3));
        }
        assertEquals(Map.of(LogonJudge.AFTER_FAILURES, 1L), town.rules());
        LogonFinding only = town.found.getFirst();
        assertEquals("user40", only.evidence().get("account"));
        assertEquals("10.0.0.250", only.evidence().get("source_address"));
        assertEquals("40", only.evidence().get("accounts"));
        assertEquals("0x18", only.evidence().get("failure_status"));
    }

    @Test
    void aSprayThatSucceedsAtOnceIsToldWhenItGoesOn() {
        town.logon("FS1", "user7", 3, "203.0.113.9", "KALI");
        for (int i = 8; i < 40; i++) {
            town.failure("FS1", "user" + i, 3, "203.0.113.9", "KALI", Town.WRONG);
            town.pass(Duration.ofSeconds(30));
        }
        assertEquals(Map.of(LogonJudge.AFTER_FAILURES, 1L), town.rules());
        assertEquals("user7", town.found.getFirst().evidence().get("account"));
    }

    @Test
    void aSprayByNtlmThatTwoHostsTellIsOneAlert() {
        for (int i = 0; i < 30; i++) {
            town.validated("user" + i, "KALI", i == 20 ? "0x0" : Town.WRONG);
            if (i == 20) {
                town.logon("FS1", "user20", 3, "10.0.0.250", "KALI");
            } else {
                town.failure("FS1", "user" + i, 3, "10.0.0.250", "KALI", Town.WRONG);
            }
        }
        assertEquals(Map.of(LogonJudge.AFTER_FAILURES, 1L), town.rules());
    }

    @Test
    void guessingOfOneAccountFromTheInternetIsOneAlert() {
        for (int i = 0; i < 60; i++) {
            town.failure("TS1", "user1", 3, "203.0.113.9", "WIN-" + i, Town.WRONG);
            town.pass(Duration.ofSeconds(5));
        }
        town.remoteDesktop("TS1", "user1", "203.0.113.9", "WIN-X");
        town.logon("FS1", "user1", 3, "10.0.7.1", "TS1");
        assertEquals(Map.of(LogonJudge.AFTER_FAILURES, 1L), town.rules());
    }

    @Test
    void aNameThatClaimsToBeTheUsersPcDoesNotHideTheInternet() {
        town.logon("FS1", "user1", 3, address(1), "PC1");
        town.pass(Duration.ofDays(2));
        for (int i = 0; i < 6; i++) {
            town.failure("TS1", "user1", 3, "203.0.113.9", "PC1", Town.WRONG);
        }
        town.remoteDesktop("TS1", "user1", "203.0.113.9", "PC1");
        assertEquals(Map.of(LogonJudge.AFTER_FAILURES, 1L), town.rules());
    }

    @Test
    void aStolenPasswordFromANewSourceAtNightIsOneAlert() {
        town.pass(Duration.ofHours(20));
        town.remoteDesktop("TS1", "user1", "203.0.113.77", "DESKTOP-1");
        town.pass(Duration.ofMinutes(30));
        town.remoteDesktop("TS1", "user1", "203.0.113.77", "DESKTOP-1");
        assertEquals(Map.of(LogonJudge.FROM_INTERNET, 1L), town.rules());
    }

    @Test
    void remoteDesktopFromTheVpnPoolIsOneAlert() {
        town.remoteDesktop("TS1", "user1", "10.8.0.77", "DESKTOP-1");
        town.logon("FS1", "user1", 3, "10.8.0.77", "-");
        assertEquals(Map.of(LogonJudge.NEW_SOURCE, 1L), town.rules());
    }

    @Test
    void aHashOfAnAdministratorUsedFromAPcIsOneAlertOnHoweverManyServers() {
        for (int i = 1; i < 10; i++) {
            town.administrator("SRV" + i, "adm", 3, address(5), "PC5");
            town.pass(Duration.ofMinutes(2));
        }
        assertEquals(Map.of(LogonJudge.ADMINISTRATOR, 1L), town.rules());
        assertEquals("network", town.found.getFirst().evidence().get("logon"));
    }

    @Test
    void whoLooksAroundQuietlyFirstIsStillNewWhenItMatters() {
        town.ticket("user3", "10.0.0.250", "0x0");
        town.logon("FS1", "user3", 3, "10.0.0.250", "-");
        assertEquals(Map.of(), town.rules());
        town.pass(Duration.ofHours(3));
        String id = town.logon("SRV1", "user3", 3, "10.0.0.250", "-");
        assertEquals(Map.of(), town.rules());
        town.privileges("SRV1", "user3", id);
        assertEquals(Map.of(LogonJudge.ADMINISTRATOR, 1L), town.rules());
        town.remoteDesktop("TS1", "user3", "10.0.0.250", "KALI");
        assertEquals(Map.of(LogonJudge.ADMINISTRATOR, 1L), town.rules());
    }

    @Test
    void rightsThatAreToldBeforeTheirLogonAreJoinedToo() {
        town.privileges("SRV1", "user3", "0x77");
        town.logon("SRV1", "user3", 3, "10.0.0.250", "-");
        assertEquals(Map.of(LogonJudge.ADMINISTRATOR, 1L), town.rules());
    }

    @Test
    void theBuiltInAdministratorIsOneByItsSid() {
        town.ticket("Administrateur", "10.0.0.250", "0x0");
        assertEquals(Map.of(LogonJudge.ADMINISTRATOR, 1L), town.rules());
    }

    @Test
    void aSuccessThatIsToldBeforeTheFailuresBeforeItIsFound() {
        var success = town.now.plusSeconds(300);
        var start = town.now;
        town.now = success;
        town.logon("FS1", "user3", 3, "203.0.113.9", "KALI");
        for (int i = 0; i < 5; i++) {
            assertEquals(Map.of(), town.rules());
            town.now = start.plusSeconds(10L * i);
            town.failure("FS1", "user3", 3, "203.0.113.9", "KALI", Town.WRONG);
        }
        assertEquals(Map.of(LogonJudge.AFTER_FAILURES, 1L), town.rules());
        assertEquals(success.toString(), town.found.getFirst().evidence().get("succeeded"));
    }

    @Test
    void failuresAfterASuccessOrFromElsewhereOrOfAnotherKindAreNone() {
        town.logon("FS1", "user3", 3, "203.0.113.9", "KALI");
        town.pass(Duration.ofSeconds(1));
        for (int i = 0; i < 9; i++) {
            town.failure("FS1", "user3", 3, "203.0.113.9", "KALI", Town.WRONG);
            town.failure("FS1", "user4", 3, "203.0.113.10", "KALI", Town.WRONG);
            for (String status :
                    List.of("0xc0000072", "0xc0000234", "0xc0000071", "0xc0000224", "0xc000015b", "0xc000018c")) {
                town.failure("FS1", "user5", 3, "203.0.113.11", "KALI", status);
            }
        }
        town.logon("FS1", "user4", 3, "203.0.113.12", "KALI");
        town.logon("FS1", "user5", 3, "203.0.113.11", "KALI");
        assertEquals(Map.of(), town.rules());
    }

    @Test
    void whereASessionDoesNotSayFromWhereTheConnectionBeforeItDoes() {
        town.connection("TS1", "user9", "203.0.113.9");
        assertEquals(Map.of(), town.rules());
        town.pass(Duration.ofSeconds(4));
        town.logon("TS1", "user9", 10, "-", "TS1");
        assertEquals(Map.of(LogonJudge.FROM_INTERNET, 1L), town.rules());
        assertEquals("203.0.113.9", town.found.getFirst().evidence().get("source_address"));
        town.pass(Duration.ofMinutes(5));
        town.logon("TS1", "user10", 10, "-", "TS1");
        assertEquals(1, town.found.size());
    }
}
