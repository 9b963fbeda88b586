package bzh.vigie.collector.detect.logon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What happens in every town hall, by the hundred, and says nothing. */
final class LogonFloodsTest {
    private static final int USERS = 300;
    private static final int LEARNT = 12;

    private final Town town = new Town();

    private static String address(int number) {
        return "10.0." + number / 200 + "." + (10 + number % 200);
    }

    private void mornings(int days, int users) {
        for (int day = 0; day < days; day++) {
            for (int i = 0; i < users; i++) {
                town.morning("user" + i, "PC" + i, address(i));
            }
            town.nextDay();
        }
    }

    /** All their passwords were set anew; each mistypes the new one at the own PC, told by the PC and the controller. */
    private void everybodyMistypes(List<Integer> addresses) {
        for (int i = 0; i < USERS; i++) {
            String user = "user" + i;
            String address = address(addresses.get(i));
            town.refused(user, address, "0x17");
            town.failure("PC" + i, user, 2, "127.0.0.1", "PC" + i, "0xc0000224");
            for (int error = 0; error <= i % 6; error++) {
                town.refused(user, address, "0x18");
                town.failure("PC" + i, user, 2, "127.0.0.1", "PC" + i, Town.WRONG);
                town.validated(user, "PC" + i, Town.WRONG);
                town.failure("FS1", user, 3, address, "PC" + i, Town.WRONG);
                town.pass(Duration.ofSeconds(2));
            }
            town.validated(user, "PC" + i, "0x0");
            town.morning(user, "PC" + i, address);
            town.logon("FS1", user, 3, address, "PC" + i);
        }
    }

    private static List<Integer> own() {
        List<Integer> addresses = new ArrayList<>();
        for (int i = 0; i < USERS; i++) {
            addresses.add(i);
        }
        return addresses;
    }

    @Test
    void aMondayOnWhichAllPasswordsWereSetAnewSaysNothing() {
        mornings(LEARNT, USERS);
        for (int i = 0; i < USERS; i++) {
            town.logon("FS1", "user" + i, 3, address(i), "PC" + i);
        }
        town.nextDay();
        town.pass(Duration.ofDays(7));
        everybodyMistypes(own());
        assertEquals(Map.of(), town.rules());
    }

    @Test
    void norDoesItInTheFirstWeekNorWhenEveryPcGotAnotherAddress() {
        mornings(1, USERS);
        everybodyMistypes(own());
        town.nextDay();
        mornings(LEARNT, USERS);
        town.pass(Duration.ofDays(7));
        List<Integer> addresses = own();
        Collections.shuffle(addresses.subList(0, 200), new Random(1));
        everybodyMistypes(addresses);
        assertEquals(Map.of(), town.rules());
    }

    @Test
    void phonesWithAnOldPasswordGoOnFailingFromWhereTheyAlwaysWere() {
        String school = "198.51.100.7";
        for (int day = 0; day < 15; day++) {
            for (int i = 0; i < 60; i++) {
                town.logon("MX1", "user" + i, 8, school, "MX1");
                town.validated("user" + i, "MX1", "0x0");
            }
            town.nextDay();
        }
        for (int hour = 0; hour < 48; hour++) {
            for (int i = 0; i < 60; i++) {
                town.failure("MX1", "user" + i, 8, school, "MX1", Town.WRONG);
                town.validated("user" + i, "MX1", Town.WRONG);
            }
            town.pass(Duration.ofMinutes(15));
        }
        for (int i = 0; i < 60; i++) {
            town.logon("MX1", "user" + i, 8, school, "MX1");
            town.validated("user" + i, "MX1", "0x0");
        }
        // Somebody new, among the phones that go on failing.
        town.logon("MX1", "nouvelle", 8, school, "MX1");
        town.validated("nouvelle", "MX1", "0x0");
        assertEquals(Map.of(), town.rules());
    }

    @Test
    void aScannerThatNeverSucceedsSaysNothing() {
        for (int day = 0; day < 15; day++) {
            town.logon("FS1", "svc-scan", 3, "10.0.9.9", "SCANNER");
            town.morning("user1", "PC1", address(1));
            town.nextDay();
        }
        for (int i = 0; i < 200; i++) {
            for (String host : List.of("FS1", "PC1", "PC2", "TS1")) {
                town.failure(host, "admin" + i, 3, "10.0.9.9", "SCANNER", i % 2 == 0 ? Town.NOBODY : Town.WRONG);
            }
            town.validated("admin" + i, "SCANNER", Town.NOBODY);
            town.refused("user" + i, "10.0.9.9", "0x18");
            town.pass(Duration.ofMillis(200));
        }
        town.logon("FS1", "svc-scan", 3, "10.0.9.9", "SCANNER");
        assertEquals(Map.of(), town.rules());
    }

    @Test
    void aServiceWithAnOldPasswordSaysNothing() {
        for (int day = 0; day < 15; day++) {
            town.logon("APP1", "svc-app", 5, "-", "APP1");
            town.administrator("SQL1", "svc-app", 3, "10.0.8.2", "APP1");
            town.nextDay();
        }
        for (int i = 0; i < 300; i++) {
            town.failure("APP1", "svc-app", 5, "-", "APP1", Town.WRONG);
            town.failure("APP1", "svc-app", 4, "-", "APP1", Town.WRONG);
            town.failure("SQL1", "svc-app", 3, "10.0.8.2", "APP1", Town.WRONG);
            town.validated("svc-app", "APP1", i > 50 ? "0xc0000234" : Town.WRONG);
            town.pass(Duration.ofSeconds(10));
        }
        town.logon("APP1", "svc-app", 5, "-", "APP1");
        town.administrator("SQL1", "svc-app", 3, "10.0.8.2", "APP1");
        assertEquals(Map.of(), town.rules());
    }

    @Test
    void addressesThatChangeEveryDayForSixtyDaysSayNothing() {
        Random random = new Random(7);
        for (int day = 0; day < 60; day++) {
            List<Integer> hosts = new ArrayList<>();
            for (int i = 10; i < 250; i++) {
                hosts.add(i);
            }
            Collections.shuffle(hosts, random);
            for (int i = 0; i < 40; i++) {
                String address = "10.0.3." + hosts.get(i);
                town.morning("user" + i, "PC" + i, address);
                town.remoteDesktop("TS1", "user" + i, address, "-");
            }
            for (int i = 0; i < 2; i++) {
                String address = "10.0.3." + hosts.get(100 + i);
                town.administrator("FS1", "adm" + i, 3, address, "-");
                town.administrator("DC1", "adm" + i, 10, address, "DC1");
                // By NTLM the name of the workstation comes along.
                town.administrator("SQL1", "adm" + i, 3, address, "PCADM" + i);
            }
            town.nextDay();
        }
        assertEquals(Map.of(), town.rules());
    }

    @Test
    void addressesOfIpv6ThatChangeEveryDaySayNothing() {
        for (int day = 0; day < 30; day++) {
            town.administrator("FS1", "adm", 3, "2001:db8:0:7:%x:1:2:3".formatted(day * 977 + 1), "-");
            town.nextDay();
        }
        assertEquals(Map.of(), town.rules());
    }

    @Test
    void anotherTerminalServerSaysNothingAndSomebodyNewIsOneLine() {
        for (int day = 0; day < 15; day++) {
            for (int i = 0; i < 100; i++) {
                town.morning("user" + i, "PC" + i, address(i));
                town.remoteDesktop("TS1", "user" + i, address(i), "PC" + i);
                town.logon("FS1", "user" + i, 3, "10.0.7.1", "TS1");
            }
            town.nextDay();
        }
        for (int day = 0; day < 3; day++) {
            for (int i = 0; i < 100; i++) {
                town.remoteDesktop("TS2", "user" + i, address(i), "PC" + i);
                town.logon("FS1", "user" + i, 3, "10.0.7.2", "TS2");
            }
            town.nextDay();
        }
        assertEquals(Map.of(), town.rules());
        for (int day = 0; day < 5; day++) {
            for (int i = 100; i < 103; i++) {
                town.morning("user" + i, "PC" + i, address(i));
                town.remoteDesktop("TS1", "user" + i, address(i), "PC" + i);
            }
            town.nextDay();
        }
        assertEquals(Map.of(LogonJudge.NEW_SOURCE, 3L), town.rules());
    }

    @Test
    void aSchoolBehindOneAddressIsOneLineADay() {
        for (int day = 0; day < 15; day++) {
            town.remoteDesktop("TS1", "directrice", "198.51.100.7", "PC-DIR");
            town.nextDay();
        }
        for (int i = 0; i < 120; i++) {
            // Pupils with a first password of their own: most mistype it, and then come in.
            for (int error = 0; error < i % 4; error++) {
                town.failure("TS1", "eleve" + i, 3, "198.51.100.7", "SALLE" + i % 20, Town.WRONG);
            }
            town.remoteDesktop("TS1", "eleve" + i, "198.51.100.7", "SALLE" + i % 20);
            town.pass(Duration.ofSeconds(20));
        }
        assertEquals(Map.of(LogonJudge.FROM_INTERNET, 1L), town.rules());
    }

    @Test
    void somebodyWhoWorksFromEverywhereIsToldSixTimes() {
        for (int day = 0; day < 15; day++) {
            town.morning("lea", "PC1", address(1));
            town.nextDay();
        }
        for (int day = 0; day < 40; day++) {
            town.remoteDesktop("TS1", "lea", "203.0.113." + (day + 1), "PORTABLE");
            town.nextDay();
        }
        // TS1 itself is learnt for fourteen days first.
        assertEquals(Map.of(), town.rules());
        for (int day = 0; day < 40; day++) {
            town.remoteDesktop("TS1", "yann", "198.51.100." + (day + 1), "PORTABLE2");
            town.nextDay();
        }
        assertEquals(Map.of(LogonJudge.FROM_INTERNET, 6L), town.rules());
    }

    @Test
    void somebodyWhoLooksAfterAllPcsIsNotToldOfEachOfThem() {
        for (int day = 0; day < 15; day++) {
            for (int i = 0; i < 30; i++) {
                town.morning("user" + i, "PC" + i, address(i));
            }
            town.administrator("PC" + day, "adm", 2, "::1", "PC" + day);
            town.administrator("FS1", "adm", 3, address(day), "PC" + day);
            town.nextDay();
        }
        for (int i = 15; i < 30; i++) {
            town.administrator("PC" + i, "adm", 2, "::1", "PC" + i);
            town.administrator("FS1", "adm", 3, address(i), "PC" + i);
        }
        assertEquals(Map.of(), town.rules());
    }

    @Test
    void aFrenchWindowsSpeaksOfItsOwnAccountsInFrench() {
        for (int day = 0; day < 20; day++) {
            for (String[] each : new String[][] {
                {"S-1-5-18", "Système", "AUTORITE NT"},
                {"S-1-5-19", "SERVICE LOCAL", "AUTORITE NT"},
                {"S-1-5-20", "SERVICE RÉSEAU", "AUTORITE NT"},
                {"S-1-5-7", "ANONYMOUS LOGON", "AUTORITE NT"},
                {"S-1-5-90-0-" + day, "DWM-" + day, "Window Manager"},
                {"S-1-5-96-0-" + day, "UMFD-" + day, "Font Driver Host"},
                {Town.DOMAIN + "1103", "PC-MAIRIE" + day + "$", "MAIRIE"},
            }) {
                town.tell(
                        "PC1",
                        "Security",
                        "4624",
                        Town.fields(
                                "TargetUserSid",
                                each[0],
                                "TargetUserName",
                                each[1],
                                "TargetDomainName",
                                each[2],
                                "TargetLogonId",
                                "0x3e" + day,
                                "LogonType",
                                "3",
                                "WorkstationName",
                                "PC" + day,
                                "IpAddress",
                                "10.0.4." + (day + 1)));
                town.tell(
                        "PC1",
                        "Security",
                        "4672",
                        Town.fields(
                                "SubjectUserSid", each[0],
                                "SubjectUserName", each[1],
                                "SubjectDomainName", each[2],
                                "SubjectLogonId", "0x3e" + day,
                                "PrivilegeList", "SeDebugPrivilege"));
            }
            town.administrator("PC1", "Hélène.LE-GOFF", 2, "127.0.0.1", "PC1");
            town.administrator("PC1", "Administrateur", 2, "127.0.0.1", "PC1");
            town.nextDay();
        }
        assertEquals(Map.of(), town.rules());
        town.administrator("PC2", "HÉLÈNE.le-goff@mairie.lan", 3, "10.0.4.77", "-");
        town.ticket("Administrateur", "10.0.4.78", "0x0");
        assertEquals(Map.of(), town.rules(), "PC2 and DC1 are still learnt");
    }
}
