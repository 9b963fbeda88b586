package bzh.vigie.agent.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CommandLineMaskTest {
    @ParameterizedTest
    @CsvSource(delimiter = '>', textBlock = """
            mysql~-uroot~-pHunter2~base > mysql -uroot -p**** base
            /usr/bin/mysqldump~-p~base > /usr/bin/mysqldump -p base
            tool~--password=Hunter2 > tool --password=****
            tool~--password~Hunter2~next > tool --password **** next
            tool~--db-password~Hunter2 > tool --db-password ****
            tool~--token~Hunter2 > tool --token ****
            tool~API_KEY=Hunter2 > tool API_KEY=****
            env~PGPASSWORD=Hunter2~psql > env PGPASSWORD=**** psql
            curl~https://bob:Hunter2@example.fr/a > curl https://bob:****@example.fr/a
            curl~-u~bob:Hunter2~https://example.fr > curl -u bob:**** https://example.fr
            curl~-H~Authorization: Bearer Hunter2 > curl -H Authorization: Bearer ****
            curl~-H~X-Api-Key: Hunter2 > curl -H X-Api-Key: ****
            curl~-d~user=a&password=Hunter2&x=1 > curl -d user=a&password=****&x=1
            sshpass~-p~Hunter2~ssh~host > sshpass -p **** ssh host
            sshpass~-pHunter2~ssh~host > sshpass -p**** ssh host
            sh~-c~mysql -u root -pHunter2 base > sh -c mysql -u root -p**** base
            sh~-c~sshpass -p Hunter2 ssh -p 22 a@b; mysql -pHunter3 > sh -c sshpass -p **** ssh -p **** a@b; mysql -p****
            sh~-c~tool --password Hunter2 --host a > sh -c tool --password **** --host a
            ldapsearch~-D~cn=a~-w~Hunter2 > ldapsearch -D cn=a -w ****
            smbclient~-U~bob%Hunter2~//srv/x > smbclient -U bob%**** //srv/x
            zip~-P~Hunter2~a.zip~b > zip -P **** a.zip b
            """)
    void recognisablePasswordsAreHidden(String arguments, String expected) {
        String masked = CommandLineMask.mask(List.of(arguments.strip().split("~")));
        assertEquals(expected.strip(), masked);
        assertFalse(masked.contains("Hunter2"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '>', textBlock = """
            ssh~-p~2222~host > ssh -p 2222 host
            mkdir~-p~/a/b > mkdir -p /a/b
            passwd~bob > passwd bob
            curl~http://[::1]:8080/x?a=b:c > curl http://[::1]:8080/x?a=b:c
            rsync~user@host:/path~. > rsync user@host:/path .
            nc~-lvp~4444~-e~/bin/sh > nc -lvp 4444 -e /bin/sh
            bash~-c~echo dGVzdA== | base64 -d | sh > bash -c echo dGVzdA== | base64 -d | sh
            """)
    void otherCommandsStayAsTheyAre(String arguments, String expected) {
        assertEquals(
                expected.strip(), CommandLineMask.mask(List.of(arguments.strip().split("~"))));
    }

    @Test
    void anArgumentMadeToBeSlowIsNot() {
        String bad = "://" + "a:".repeat(8_000) + " -" + "pass".repeat(4_000) + "=".repeat(100) + " mysql ".repeat(500);
        Assertions.assertTimeoutPreemptively(
                Duration.ofMinutes(10), () -> CommandLineMask.mask(List.of("sh", "-c", bad)));
    }
}
