package bzh.vigie.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.persistence.Inventory;
import bzh.vigie.agent.source.CoverageLedger.Watched;
import bzh.vigie.agent.spool.LostEvents;
import bzh.vigie.agent.transport.LinkException;
import bzh.vigie.agent.uplink.LinkReport;
import bzh.vigie.agent.uplink.LinkState;
import bzh.vigie.agent.uplink.Notice;
import bzh.vigie.enrol.CollectorAddress;
import bzh.vigie.event.Account;
import bzh.vigie.event.LocationStatus;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.Sha256;
import bzh.vigie.event.WatchState;
import bzh.vigie.v1.GoodbyeReason;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class StatusTest {
    private static final Instant AT = Instant.parse("2026-11-24T08:00:00Z");
    private static final StatusText FRENCH = new StatusText(Words.in(Locale.FRENCH), ZoneOffset.UTC);

    private static Status status(String word, String reason) {
        return status(word, reason, 42);
    }

    /** As the process of that number writes it. */
    static Status status(String word, String reason, long pid) {
        return new Status(
                new Status.Agent("0199", "29019", "0.1.0", pid, AT, AT, AT, false, ""),
                new Status.Link(
                        word,
                        reason,
                        "collecteur:443",
                        "dé\u001btail",
                        AT,
                        40,
                        Optional.of(AT),
                        OptionalLong.of(-90_000_000),
                        3,
                        2,
                        4_096),
                new Status.Use(1_024, 1, Inventory.Progress.WATCHED, 48L << 20, 0.0012, 20, false),
                List.of(new Watched(
                        "linux.process", WatchState.PARTIAL, ReasonCode.FALLBACK, "no | such key\u0007", AT, 12, 935)),
                List.of(new LostEvents("linux.process", ReasonCode.OVERLOADED, 934)),
                List.of(
                        location("linux.cron.d", Optional.empty(), LocationStatus.State.READ, ReasonCode.NONE),
                        location(
                                "linux.cron.user",
                                Optional.of(new Account("1000", "jean\u001b[2J")),
                                LocationStatus.State.UNREADABLE,
                                ReasonCode.NO_RIGHT)),
                List.of(new Notice(Notice.Kind.ROLLED_BACK, "")));
    }

    private static LocationStatus location(
            String id, Optional<Account> account, LocationStatus.State state, ReasonCode reason) {
        return new LocationStatus(
                id,
                account,
                state,
                reason,
                "",
                "",
                4,
                0,
                0,
                0,
                LocationStatus.Trigger.PASS,
                0,
                id.equals("linux.cron.d")
                        ? Optional.of(new LocationStatus.AsShipped(7, Sha256.over(new byte[0])))
                        : Optional.empty());
    }

    @Test
    void aDiskThatIsAlmostFullIsSaidBeforeNothingCanBeWritten() {
        assertEquals(List.of(), StatusMaker.with(List.of(), false, 16L << 20));
        assertEquals(
                List.of(new Notice(Notice.Kind.DISK_LOW, "15")), StatusMaker.with(List.of(), false, (16L << 20) - 1));
        assertEquals(List.of(new Notice(Notice.Kind.SPOOL_STUCK, "")), StatusMaker.with(List.of(), true, 0));
    }

    @Test
    void whatIsWrittenIsReadAgain() throws IOException {
        Status status = status("failed", "other-authority");
        assertEquals(status, StatusFile.parse(StatusFile.text(status)));
        for (String line : StatusFile.text(status).lines().toList()) {
            assertTrue(line.startsWith("{\"kind\":"), line);
        }
    }

    @Test
    void aDamagedFileIsAnErrorAndNeverACrash() {
        String text = StatusFile.text(status("connected", ""));
        for (String bad : List.of(
                "",
                "bonjour",
                "[]",
                "{\"kind\":\"agent\"}",
                text.substring(0, text.length() / 2),
                text.replace("partial", "peculiar"),
                text.replace("\"pid\":42", "\"pid\":{}"),
                text.replace("2026-11-24T08:00:00Z", "yesterday"))) {
            assertThrows(IOException.class, () -> StatusFile.parse(bad), bad);
        }
    }

    @Test
    void peopleReadWhatIsWatchedAndWhatIsNotAndWhy() {
        String said = String.join("\n", FRENCH.lines(status("connected", ""), true));
        assertTrue(said.contains("connecté à collecteur:443 depuis 2026-11-24 08:00:00"), said);
        assertTrue(said.contains("linux.process : surveillé en partie (un moyen de moindre qualité est utilisé"), said);
        assertTrue(said.contains("linux.cron.d : lu, 4 éléments, et 7 tels que leurs paquets les ont livrés"), said);
        assertTrue(said.contains("linux.cron.user jean\\u{1b}[2J : NON lisible (il manque un droit"), said);
        assertTrue(said.contains("12 événements, 935 perdus"), said);
        assertTrue(
                said.contains("PERDUS depuis le démarrage de l'agent : 934 événements (linux.process 934) : le disque"),
                said);
        assertTrue(said.contains("avance de 0 j 0 h 1 min 30 s"), said);
        assertTrue(said.contains("48,0 Mio de mémoire, 0,1 % d'un processeur"), said);
        assertTrue(said.contains("revenue à une image antérieure"), said);
        assertFalse(said.chars().anyMatch(c -> c < ' ' && c != '\n'), said);
        assertFalse(said.toLowerCase(Locale.ROOT).contains("propre"), said);
    }

    @Test
    void theProxyThatTheConnectionGoesThroughIsSaid() {
        LinkReport report = new LinkReport(
                new LinkState.Connected(new CollectorAddress("collecteur", 443), "p:3128"),
                AT,
                Optional.empty(),
                OptionalLong.empty(),
                0,
                0,
                0,
                List.of());
        assertEquals("p:3128", StatusMaker.link(report).detail());
        String said = String.join("\n", FRENCH.lines(status("connected", ""), true));
        assertTrue(said.contains("depuis 2026-11-24 08:00:00, par le mandataire dé\\u{1b}tail"), said);
    }

    @Test
    void everyStateOfTheConnectionIsSaidInWords() {
        for (LinkException.Kind kind : LinkException.Kind.values()) {
            String said = String.join("\n", FRENCH.lines(status("failed", StatusFile.word(kind)), true));
            assertTrue(said.contains("pas connecté"), said);
            assertTrue(said.contains("prochain essai"), said);
        }
        for (GoodbyeReason reason : GoodbyeReason.values()) {
            String word = StatusMaker.word(reason);
            String said = String.join("\n", FRENCH.lines(status(word, ""), true));
            assertTrue(said.contains(Words.in(Locale.FRENCH).of(reason)), said);
        }
        assertEquals("revoked", StatusMaker.word(GoodbyeReason.GOODBYE_REASON_REVOKED));
    }

    @Test
    void anAgentThatDoesNotRunIsSaidToWatchNothing() {
        String said = String.join("\n", FRENCH.lines(status("connected", ""), false));
        assertTrue(said.contains("À L'ARRÊT") && said.contains("Rien n'est surveillé"), said);
        assertFalse(said.contains("connecté à"), said);
    }
}
