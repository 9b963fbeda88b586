package bzh.vigie.collector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.EventSearch.Hit;
import bzh.vigie.text.SourceText;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class EventsCommandTest {
    private static String said(String detail, Locale locale) {
        return EventsCommand.text(
                new Hit(
                        "1",
                        new AgentId("0199d2a4-5b6c-7def-8123-456789abcdef"),
                        new Commune("29019"),
                        Instant.EPOCH,
                        Map.of("detail", detail)),
                locale);
    }

    @Test
    void whyASourceIsAsItIsIsSaidWithItsRemedyInTheReadersLanguage() {
        String off = SourceText.detail(
                "log-off", "Microsoft-Windows-DNS-Client/Operational", "windows.log.dns-client", "DNS");
        String remedy = "wevtutil sl \"Microsoft-Windows-DNS-Client/Operational\" /e:true";
        assertTrue(said(off, Locale.FRENCH).contains("est désactivé"), said(off, Locale.FRENCH));
        assertTrue(said(off, Locale.FRENCH).contains(remedy), said(off, Locale.FRENCH));
        assertTrue(said(off, Locale.ENGLISH).contains(remedy), said(off, Locale.ENGLISH));
    }

    @Test
    void whatIsNoSentenceIsShownAsItIsAndMovesNoCursor() {
        assertEquals(
                "1970-01-01T00:00:00Z  29019  0199d2a4-5b6c-7def-8123-456789abcdef  1\n    detail=slept \\u{1b}[2J s",
                said("slept \u001b[2J s", Locale.ENGLISH));
    }
}
