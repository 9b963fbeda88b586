package bzh.vigie.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class WindowsEventTest {
    private static final String LOGON = """
            <?xml version="1.0"?>
            <Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'>
              <System>
                <Provider Name='Microsoft-Windows-Security-Auditing' Guid='{54849625-5478-4994-a5ba-3e3b0328c30d}'/>
                <EventID Qualifiers='0'>4624</EventID>
                <TimeCreated SystemTime='2025-10-22T20:25:23.2186380Z'/>
                <EventRecordID>42</EventRecordID>
                <Correlation/>
                <Channel>Security</Channel>
                <Computer>PC-1</Computer>
              </System>
              <EventData Name='Logon'>
                <Data Name='TargetUserName'>J&amp;J &lt;&#233;&#x1f600;&gt; &unknown;</Data>
                <Data Name="Empty"></Data>
                <Data Name='Blank'> </Data>
                <Data>one</Data><Data>two</Data>
                <Binary>00FF</Binary>
              </EventData>
              <RenderingInfo Culture='fr-FR'><Message>Ouverture</Message></RenderingInfo>
            </Event>
            """;

    private static final String ODD = "<>/='\"&;![]? a\ud800";

    private static final Map<String, String> LOGON_FIELDS = Map.of(
            "TargetUserName", "J&J <\u00e9\ud83d\ude00> &unknown;",
            "Empty", "",
            "Blank", " ",
            "Data", "one\ntwo",
            "Binary", "00FF");

    @Test
    void fieldsHaveTheNamesThatEventViewerShows() {
        WindowsEvent event = WindowsEvent.ofXml(LOGON);
        assertEquals("Security", event.channel());
        assertEquals("Microsoft-Windows-Security-Auditing", event.provider());
        assertEquals("4624", event.eventId());
        assertEquals(42, event.recordId());
        assertEquals("PC-1", event.computer());
        assertEquals(Optional.of(Instant.parse("2025-10-22T20:25:23.218638Z")), event.time());
        assertEquals("0", event.system().get("EventID_Qualifiers"));
        assertFalse(event.system().containsKey("Correlation"));
        assertEquals(LOGON_FIELDS, event.fields());
    }

    @Test
    void userDataIsNamedBelowItsWrapper() {
        WindowsEvent event = WindowsEvent.ofXml("<Event><System/><UserData><Failure xmlns='x'><Id>1</Id>"
                + "<Where at='here'><Line>2</Line></Where><![CDATA[ ]]></Failure></UserData>"
                + "<ProcessingErrorData><ErrorCode>15</ErrorCode></ProcessingErrorData></Event>");
        assertEquals(Map.of("Id", "1", "Where.at", "here", "Where.Line", "2", "ErrorCode", "15"), event.fields());
    }

    @Test
    void brokenXmlGivesWhatStandsBeforeTheBreak() {
        for (int i = 0; i < LOGON.length(); i++) {
            WindowsEvent event = WindowsEvent.ofXml(LOGON.substring(0, i));
            assertTrue(event.fields().size() <= LOGON_FIELDS.size(), "cut at " + i);
        }
        assertEquals(
                "4624",
                WindowsEvent.ofXml(LOGON.substring(0, LOGON.indexOf("<RenderingInfo")))
                        .eventId());
        assertEquals(0, WindowsEvent.ofXml("").recordId());
        assertEquals(Optional.empty(), WindowsEvent.ofXml("<a>").time());
    }

    @Test
    void aDocumentTypeEndsTheReading() {
        String bomb = "<!DOCTYPE x [<!ENTITY a 'aaaa'>]><Event><System><Channel>&a;</Channel></System></Event>";
        assertEquals("", WindowsEvent.ofXml(bomb).channel());
    }

    @Test
    void depthAndNumberAreBounded() {
        WindowsEvent deep = WindowsEvent.ofXml("<a>".repeat(100_000) + "x");
        assertEquals(Map.of(), deep.system());
        WindowsEvent wide = WindowsEvent.ofXml(
                "<Event><EventData>" + "<Data Name='n'>x</Data>".repeat(100_000) + "</EventData></Event>");
        assertEquals(2 * 4_096 - 1, wide.fields().getOrDefault("n", "").length());
    }

    @Test
    void mutatedXmlNeverThrows() {
        Random random = new Random(5);
        int read = 0;
        for (int round = 0; round < 5_000; round++) {
            StringBuilder xml = new StringBuilder(LOGON);
            for (int n = random.nextInt(8); n >= 0; n--) {
                xml.setCharAt(random.nextInt(xml.length()), ODD.charAt(random.nextInt(ODD.length())));
            }
            read += WindowsEvent.ofXml(xml.toString()).fields().isEmpty() ? 0 : 1;
        }
        assertTrue(read > 1_000, read + " with fields");
    }
}
