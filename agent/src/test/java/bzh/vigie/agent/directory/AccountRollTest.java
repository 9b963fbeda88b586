package bzh.vigie.agent.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.windows.security.Sid;
import bzh.vigie.event.DirectoryAccount;
import bzh.vigie.event.DirectoryAccount.Kind;
import bzh.vigie.event.ReasonCode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Accounts of a directory, part by part. */
final class AccountRollTest {
    private static final Sid DOMAIN = Sid.of("S-1-5-21-1-2-3");
    private static final String HEAD = "DC=mairie,DC=example";

    private final List<DirectoryAccount> told = new ArrayList<>();
    private final List<Optional<ReasonCode>> ends = new ArrayList<>();
    private final List<Integer> sizes = new ArrayList<>();
    private final List<String> filters = new ArrayList<>();

    private final class Answering implements Directory {
        private final List<Entry> people;
        private final boolean breaksOff;

        Answering(List<Entry> people, boolean breaksOff) {
            this.people = people;
            this.breaksOff = breaksOff;
        }

        @Override
        public Entry root() {
            return new Entry("", Map.of());
        }

        @Override
        public void search(Query query, Each each) throws Refused {
            filters.add(query.filter());
            boolean ofTickets = query.attributes().contains("msDS-KeyVersionNumber");
            for (Entry entry : people) {
                boolean signs =
                        entry.sid("objectSid").filter(sid -> sid.rid() == 502).isPresent()
                                || entry.has("msDS-SecondaryKrbTgtNumber");
                if (signs == ofTickets && !each.take(entry)) {
                    return;
                }
            }
            if (breaksOff && !ofTickets) {
                throw new Refused(ReasonCode.TIMED_OUT, "no answer");
            }
        }

        @Override
        public long received() {
            return 0;
        }

        @Override
        public void close() {
            // nothing is open
        }
    }

    private static Entry entry(long rid, String name, Map<String, String> more) {
        Map<String, List<byte[]>> values = new HashMap<>();
        values.put("objectSid", List.of(DOMAIN.child(rid).bytes()));
        values.put("sAMAccountName", List.of(bytes(name)));
        more.forEach((attribute, value) -> values.put(attribute, List.of(bytes(value))));
        return new Entry("CN=" + name + ",CN=Users," + HEAD, values);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private boolean read(List<Entry> people, boolean breaksOff, OptionalLong since) {
        Domain domain = new Domain(
                "mairie.example", DOMAIN, HEAD, "", "", HEAD, "dc1", "", 100, 7, false, OptionalLong.empty());
        return new AccountRoll(
                        new Answering(people, breaksOff), domain, TierZero.NONE, () -> false, (accounts, end) -> {
                            told.addAll(accounts);
                            sizes.add(accounts.size());
                            ends.add(end);
                        })
                .read(since);
    }

    @Test
    void whoHasAnAccountIsToldWithoutAnySecret() {
        assertTrue(read(
                List.of(
                        entry(
                                1105,
                                "PC-ACCUEIL$",
                                Map.of(
                                        "objectClass", "computer",
                                        "sAMAccountType", "805306369",
                                        "userAccountControl", "4096",
                                        "pwdLastSet", "133500000000000000",
                                        "lastLogonTimestamp", "133500000010000000",
                                        "whenCreated", "20200101000000.0Z",
                                        "dNSHostName", "PC-Accueil.mairie.example",
                                        "operatingSystem", "Windows 11",
                                        "unicodePwd", "secret")),
                        entry(
                                502,
                                "krbtgt",
                                Map.of(
                                        "objectClass", "user",
                                        "sAMAccountType", "805306368",
                                        "userAccountControl", "514",
                                        "pwdLastSet", "133500000000000000",
                                        "adminCount", "1",
                                        "msDS-KeyVersionNumber", "3")),
                        entry(1200, "gmsa$", Map.of("objectClass", "msDS-GroupManagedServiceAccount")),
                        entry(1201, "AUTRE$", Map.of("objectClass", "user", "sAMAccountType", "805306370")),
                        entry(1202, "", Map.of())),
                false,
                OptionalLong.empty()));
        assertEquals(
                new DirectoryAccount(
                        "S-1-5-21-1-2-3-502",
                        "krbtgt",
                        Kind.USER,
                        514,
                        OptionalLong.of(1_705_526_400_000_000L),
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        "",
                        "",
                        true,
                        OptionalInt.of(3)),
                told.getFirst());
        assertEquals(
                new DirectoryAccount(
                        "S-1-5-21-1-2-3-1105",
                        "PC-ACCUEIL$",
                        Kind.COMPUTER,
                        4096,
                        OptionalLong.of(1_705_526_400_000_000L),
                        OptionalLong.of(1_705_526_401_000_000L),
                        OptionalLong.of(1_577_836_800_000_000L),
                        "pc-accueil.mairie.example",
                        "Windows 11",
                        false,
                        OptionalInt.empty()),
                told.get(1));
        assertEquals(
                List.of(Kind.USER, Kind.COMPUTER, Kind.MANAGED, Kind.TRUST),
                told.stream().map(DirectoryAccount::kind).toList());
        assertFalse(told.toString().contains("secret"));
    }

    @Test
    void manyComeInPartsAndTheLastOneEndsThem() {
        List<Entry> people = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            people.add(entry(2000 + i, "agent" + i, Map.of("objectClass", "user")));
        }
        assertTrue(read(people, false, OptionalLong.empty()));
        assertEquals(List.of(128, 128, 44), sizes);
        assertEquals(List.of(Optional.empty(), Optional.empty(), Optional.of(ReasonCode.NONE)), ends);
        assertEquals(300, told.stream().map(DirectoryAccount::sid).distinct().count());
    }

    @Test
    void aReadingThatBreaksOffSaysSoAndWhatCameBeforeStands() {
        assertFalse(read(List.of(entry(2000, "agent", Map.of())), true, OptionalLong.empty()));
        assertEquals(List.of(Optional.of(ReasonCode.TIMED_OUT)), ends);
        assertEquals(1, told.size());
    }

    @Test
    void changesAloneAreAskedForByNumber() {
        assertTrue(read(List.of(), false, OptionalLong.of(41)));
        assertTrue(filters.stream().allMatch(filter -> filter.startsWith("(&(uSNChanged>=42)")), filters::toString);
        assertEquals(List.of(Optional.of(ReasonCode.NONE)), ends);
    }

    /** Nobody is left out for being called like the account that signs tickets. */
    @Test
    void whoeverIsCalledLikeTheTicketsAccountIsToldAsWell() throws Refused {
        LdifDirectory directory = new LdifDirectory(DOMAIN, HEAD)
                .add(held(502, "krbtgt", 805_306_368L, "msDS-KeyVersionNumber: 2\n"))
                .add(held(1101, "krbtgt_7", 805_306_368L, "msDS-SecondaryKrbTgtNumber: 7\nmsDS-KeyVersionNumber: 4\n"))
                .add(held(1102, "krbtgt2", 805_306_368L, ""))
                .add(held(1103, "krbtgt-pc$", 805_306_369L, ""));
        Domain domain = new Domain(
                "mairie.example", DOMAIN, HEAD, "", "", HEAD, "dc1", "", 100, 7, false, OptionalLong.empty());
        assertTrue(
                new AccountRoll(directory, domain, TierZero.NONE, () -> false, (accounts, end) -> told.addAll(accounts))
                        .read(OptionalLong.empty()));
        assertEquals(
                List.of("krbtgt 2", "krbtgt_7 4", "krbtgt2 -", "krbtgt-pc$ -"),
                told.stream()
                        .map(account -> account.name() + " "
                                + (account.keyVersion().isPresent()
                                        ? account.keyVersion().getAsInt()
                                        : "-"))
                        .toList());
    }

    /** Whoever may write a date makes it newer than the password is: by 0, then -1. */
    @Test
    void aDateThatWasRenewedWithoutAPasswordIsNotTold() throws Refused {
        String november = "pwdLastSet: 134379648000000000\nreplPropertyMetaData:: ";
        LdifDirectory directory = new LdifDirectory(DOMAIN, HEAD)
                .add(held(502, "krbtgt", 805_306_368L, november + Stamps.of("2026-10-01T00:00:00Z", 4) + "\n"))
                .add(held(1101, "chef", 805_306_368L, november + Stamps.of("2025-01-01T00:00:00Z", 2) + "\n"))
                .add(held(1102, "anne", 805_306_368L, november + Stamps.of("2026-11-01T00:00:00Z", 9) + "\n"))
                .add(held(1103, "marc", 805_306_368L, "pwdLastSet: 134379648000000000\n"));
        Domain domain = new Domain(
                "mairie.example", DOMAIN, HEAD, "", "", HEAD, "dc1", "", 100, 7, false, OptionalLong.empty());
        assertTrue(
                new AccountRoll(directory, domain, TierZero.NONE, () -> false, (accounts, end) -> told.addAll(accounts))
                        .read(OptionalLong.empty()));
        assertEquals(
                List.of(
                        "krbtgt 2026-10-01T00:00:00Z 4",
                        "chef 2025-01-01T00:00:00Z -1",
                        "anne 2026-11-01T00:00:00Z -1",
                        "marc 2026-11-01T00:00:00Z -1"),
                told.stream()
                        .map(account -> account.name() + " "
                                + Instant.ofEpochSecond(
                                        account.passwordSetMicros().orElseThrow() / 1_000_000)
                                + " " + account.keyVersion().orElse(-1))
                        .toList());
    }

    /** Of many it is asked of those that lead alone, and each is told once. */
    @Test
    void ofManyAccountsThoseThatLeadAreAskedWhenTheirPasswordWasWritten() throws Refused {
        LdifDirectory directory = new LdifDirectory(DOMAIN, HEAD);
        String november = "pwdLastSet: 134379648000000000\nreplPropertyMetaData:: ";
        String stamps = november + Stamps.of("2025-01-01T00:00:00Z", 2) + "\n";
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < AccountRoll.MOST_STAMPED + 10; i++) {
            many.append(held(2_000 + i, "a" + i, 805_306_368L, stamps)).append('\n');
        }
        directory.add(many.toString()).add(held(1101, "chef", 805_306_368L, "adminCount: 1\n" + stamps));
        Domain domain = new Domain(
                "mairie.example", DOMAIN, HEAD, "", "", HEAD, "dc1", "", 100, 7, false, OptionalLong.empty());
        assertTrue(
                new AccountRoll(directory, domain, TierZero.NONE, () -> false, (accounts, end) -> told.addAll(accounts))
                        .read(OptionalLong.empty()));
        assertEquals(AccountRoll.MOST_STAMPED + 11, told.size());
        assertEquals(
                AccountRoll.MOST_STAMPED + 11,
                told.stream().map(DirectoryAccount::sid).distinct().count());
        assertEquals("chef", told.getFirst().name());
        assertEquals(OptionalLong.of(1_735_689_600_000_000L), told.getFirst().passwordSetMicros());
        assertEquals(OptionalLong.of(1_793_491_200_000_000L), told.getLast().passwordSetMicros());
    }

    private static String held(long rid, String name, long type, String more) {
        return "dn: CN=" + name + ",CN=Users," + HEAD + "\nobjectClass: user\nobjectSid: " + DOMAIN.child(rid)
                + "\nsAMAccountName: " + name + "\nsAMAccountType: " + type + "\n" + more;
    }
}
