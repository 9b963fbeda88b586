package bzh.vigie.agent.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.source.AuthFact.AccountFact;
import bzh.vigie.agent.source.AuthFact.LogonFact;
import bzh.vigie.event.Event.AccountAction;
import bzh.vigie.event.Event.LogonAction;
import bzh.vigie.event.Event.LogonType;
import java.time.Instant;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lines as OpenSSH 9.9, shadow 4.17, sudo 1.9.16 and util-linux 2.41 format them; names and addresses made up. */
final class AuthLinesTest {
    private static Optional<AuthFact> parse(String tagged) {
        return SyslogLine.parse("2026-01-02T03:04:05.678901+01:00 host " + tagged)
                .flatMap(AuthLines::parse);
    }

    private static LogonFact logon(String tagged) {
        return (LogonFact) parse(tagged).orElseThrow(() -> new AssertionError(tagged));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            sshd[1]: Accepted password for bob from 192.0.2.1 port 22 ssh2 | LOGON | bob | 192.0.2.1
            sshd-session[1]: Failed password for bob from ::ffff:192.0.2.1 port 22 ssh2 | FAILED | bob | 192.0.2.1
            sshd[1]: Failed password for invalid user a from 10.0.0.9 port 5 ssh2 from 2001:db8::1 port 9 ssh2 | FAILED | a from 10.0.0.9 port 5 ssh2 | 2001:db8::1
            sshd[1]: Invalid user  from 192.0.2.1 port 34916 | FAILED | '' | 192.0.2.1
            sshd[1]: Invalid user x from 10.0.0.9 from 192.0.2.1 port 34916 | FAILED | x from 10.0.0.9 | 192.0.2.1
            sshd[1]: Connection closed by authenticating user root 10.0.0.9 192.0.2.1 port 4 [preauth] | FAILED | root 10.0.0.9 | 192.0.2.1
            sshd[1]: error: maximum authentication attempts exceeded for root from 192.0.2.1 port 4 ssh2 [preauth] | FAILED | root | 192.0.2.1
            sshd[1]: pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.1  user=root | FAILED | root | 192.0.2.1
            sshd[1]: User root from 192.0.2.1 not allowed because not listed in AllowUsers | FAILED | root | 192.0.2.1
            """)
    void sshLogonsAreReadWhateverTheNameTriesToLookLike(String line, LogonAction action, String user, String address) {
        LogonFact fact = logon(line);
        assertEquals(action, fact.action());
        assertEquals(LogonType.SSH, fact.type());
        assertEquals(user, fact.user());
        assertEquals(address, fact.address());
    }

    @Test
    void anAcceptedKeyIsToldByItsFingerprint() {
        LogonFact fact =
                logon("sshd[1]: Accepted publickey for bob from 192.0.2.1 port 5 ssh2: ED25519 SHA256:abc/def+g");
        assertEquals("publickey", fact.method());
        assertEquals("SHA256:abc/def+g", fact.fingerprint());
    }

    @Test
    void sudoTellsWhoRanWhatAsWhom() {
        LogonFact ok = logon("sudo:      bob : TTY=pts/0 ; PWD=/home/bob ; USER=root ; COMMAND=/usr/bin/x --token=abc");
        assertEquals(LogonAction.LOGON, ok.action());
        assertEquals(LogonType.SUDO, ok.type());
        assertEquals("root", ok.user());
        assertEquals("bob", ok.subject());
        assertEquals("/usr/bin/x --token=****", ok.detail());
        LogonFact no = logon(
                "sudo:      bob : 3 incorrect password attempts ; TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/sh");
        assertEquals(LogonAction.FAILED, no.action());
        assertEquals("3 incorrect password attempts: /bin/sh", no.detail());
    }

    @Test
    void suTellsBothAccounts() {
        LogonFact ok = logon("su[9]: (to root) bob on pts/0");
        assertEquals("root", ok.user());
        assertEquals("bob", ok.subject());
        assertEquals("pts/0", ok.session());
        assertEquals(
                LogonAction.FAILED,
                logon("su[9]: FAILED SU (to root) bob on pts/0").action());
        LogonFact pam = logon(
                "su[9]: pam_unix(su:auth): authentication failure; logname=bob uid=1000 euid=0 tty=pts/0 ruser=bob rhost=  user=root");
        assertEquals("root", pam.user());
        assertEquals("bob", pam.subject());
        assertTrue(pam.weak());
    }

    @Test
    void sessionsOpenAndCloseButNotThoseOfCron() {
        assertEquals(
                LogonAction.LOGON,
                logon("login[7]: pam_unix(login:session): session opened for user root(uid=0) by LOGIN(uid=0)")
                        .action());
        LogonFact closed = logon("sshd[7]: pam_unix(sshd:session): session closed for user bob");
        assertEquals(LogonAction.LOGOFF, closed.action());
        assertEquals("bob", closed.user());
        assertEquals(
                Optional.empty(),
                parse("CRON[7]: pam_unix(cron:session): session opened for user root(uid=0) by root(uid=0)"));
    }

    @Test
    void changesOfAccountsAreRead() {
        assertEquals(
                new AccountFact(
                        AccountAction.CREATED,
                        "eve",
                        "0",
                        "",
                        "",
                        "new user: name=eve, UID=0, GID=0, home=/root, shell=/bin/sh, from=none"),
                parse("useradd[5]: new user: name=eve, UID=0, GID=0, home=/root, shell=/bin/sh, from=none")
                        .orElseThrow());
        AccountFact group =
                (AccountFact) parse("usermod[5]: add 'eve' to group 'sudo'").orElseThrow();
        assertEquals(AccountAction.ADDED_TO_GROUP, group.action());
        assertEquals("sudo", group.group());
        assertEquals(
                AccountAction.DELETED,
                ((AccountFact) parse("userdel[5]: delete user 'eve'").orElseThrow()).action());
        assertEquals(
                AccountAction.PASSWORD_SET,
                ((AccountFact) parse("passwd[5]: pam_unix(passwd:chauthtok): password changed for eve")
                                .orElseThrow())
                        .action());
    }

    @Test
    void everyFormOfALineIsRead() {
        Instant time = Instant.parse("2019-07-08T21:40:16.954167Z");
        SyslogLine expected = new SyslogLine(Optional.of(time), "sshd", 57915, "hello");
        assertEquals(
                Optional.of(expected),
                SyslogLine.parse("<38>1 2019-07-08T17:40:16.954167-04:00 h.example sshd 57915 - [a b=\"]\"] hello"));
        assertEquals(Optional.of(expected), SyslogLine.parse("2019-07-08T17:40:16.954167-04:00 h sshd[57915]: hello"));
        assertEquals(
                Optional.of(new SyslogLine(Optional.empty(), "sshd", 57915, "hello")),
                SyslogLine.parse("Jul  8 17:40:16 h sshd[57915]: hello"));
        assertEquals(Optional.empty(), SyslogLine.parse("no line"));
    }

    @Test
    void anEntryOfTheJournalCountsOnlyFromTheSuperuser() {
        String entry = "{\"MESSAGE\":\"hi\",\"SYSLOG_IDENTIFIER\":\"sshd\",\"_PID\":\"7\",\"_UID\":\"%s\","
                + "\"__REALTIME_TIMESTAMP\":\"1700000000000001\",\"X\":[\"a\",\"b\"],\"N\":null}";
        assertEquals(
                Optional.of(new SyslogLine(Optional.of(Instant.ofEpochSecond(1_700_000_000L, 1_000)), "sshd", 7, "hi")),
                JournalEntry.parse(entry.formatted("0")).flatMap(JournalEntry::line));
        assertEquals(
                Optional.empty(), JournalEntry.parse(entry.formatted("1000")).flatMap(JournalEntry::line));
        assertEquals(
                "\u00e9\ufffd",
                JournalEntry.parse("{\"MESSAGE\":[195,169,255],\"SYSLOG_IDENTIFIER\":\"a\",\"_UID\":\"0\"}")
                        .flatMap(JournalEntry::line)
                        .orElseThrow()
                        .message());
        assertEquals(Optional.empty(), JournalEntry.parse("{\"MESSAGE\":"));
    }

    @Test
    void garbageNeverThrows() {
        SplittableRandom random = new SplittableRandom(3);
        String words =
                " from  for user invalid Failed Accepted port ssh2: 1.2.3.4 {\"[]}\\ pam_unix(sshd:auth): ; ruser= rhost=";
        for (int i = 0; i < 5_000; i++) {
            StringBuilder text = new StringBuilder("sshd[1]: ");
            for (int n = random.nextInt(40); n > 0; n--) {
                int from = random.nextInt(words.length());
                text.append(words, from, Math.min(words.length(), from + random.nextInt(12)));
            }
            parse(text.toString());
            JournalEntry.parse(text.substring(9));
        }
    }
}
