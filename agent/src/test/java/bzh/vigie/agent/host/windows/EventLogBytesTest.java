package bzh.vigie.agent.host.windows;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import bzh.vigie.agent.host.AuditPolicy.Audited;
import bzh.vigie.agent.host.EventLogs.From;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.event.AuditSubcategory;
import bzh.vigie.event.ReasonCode;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Structures of wevtapi and advapi32; their bytes are made here by their documentation (winevt.h, ntsecapi.h), none was recorded. */
final class EventLogBytesTest {
    private static final String PROCESS_CREATION = "0CCE922B-69AE-11D9-BED3-505054503030";
    private static final byte[] PROCESS_CREATION_BYTES = HexFormat.of().parseHex("2b92ce0cae69d911bed3505054503030");

    @Test
    void aNumberIsTakenByItsType() {
        assertEquals(OptionalLong.of(0x1_4000_0000L), EventVariant.number(variant("0000004001000000", "0a000000")));
        assertEquals(OptionalLong.of(0xffff_ffffL), EventVariant.number(variant("ffffffff99999999", "08000000")));
        assertEquals(OptionalLong.of(1), EventVariant.number(variant("01000000cccccccc", "0d000000")));
        assertEquals(OptionalLong.of(0), EventVariant.number(variant("00000000cccccccc", "0d000000")));
        assertEquals(OptionalLong.empty(), EventVariant.number(variant("0100000000000000", "01000000")));
        assertEquals(OptionalLong.empty(), EventVariant.number(variant("0100000000000000", "8a000000")));
        assertEquals(OptionalLong.empty(), EventVariant.number(new byte[15]));
    }

    private static byte[] variant(String value, String type) {
        return HexFormat.of().parseHex(value + "00000000" + type);
    }

    @Test
    void aGuidLiesInMemoryAsWindowsHoldsIt() {
        assertArrayEquals(PROCESS_CREATION_BYTES, AuditInformation.guid(PROCESS_CREATION));
        AuditSubcategory.all().forEach(each -> assertEquals(16, AuditInformation.guid(each.guid()).length));
    }

    @Test
    void whatIsAuditedIsReadOfTheSubcategoryThatWasAskedAbout() {
        byte[] answer = Arrays.copyOf(PROCESS_CREATION_BYTES, AuditInformation.SIZE);
        answer[16] = 3;
        assertEquals(Reading.found(new Audited(true, true)), AuditInformation.of(PROCESS_CREATION_BYTES, answer));
        answer[16] = 4;
        assertEquals(Reading.found(new Audited(false, false)), AuditInformation.of(PROCESS_CREATION_BYTES, answer));
        answer[0]++;
        assertInstanceOf(Reading.Refused.class, AuditInformation.of(PROCESS_CREATION_BYTES, answer));
        assertInstanceOf(Reading.Refused.class, AuditInformation.of(PROCESS_CREATION_BYTES, Arrays.copyOf(answer, 20)));
    }

    @Test
    void aQueryAsksForTheNewestOfTheLastDays() {
        From week = new From.Past(Duration.ofDays(7), 1_000);
        assertEquals("*", EventQuery.of(new From.Oldest(), OptionalLong.of(5)));
        assertEquals("*", EventQuery.of(new From.After("1"), OptionalLong.empty()));
        assertEquals(
                "*[System[EventRecordID >= 4001 and TimeCreated[timediff(@SystemTime) <= 604800000]]]",
                EventQuery.of(week, OptionalLong.of(5_000)));
        assertEquals(
                "*[System[TimeCreated[timediff(@SystemTime) <= 604800000]]]", EventQuery.of(week, OptionalLong.of(10)));
        assertEquals(
                "*[System[TimeCreated[timediff(@SystemTime) <= 604800000]]]",
                EventQuery.of(new From.Past(Duration.ofDays(7), Long.MAX_VALUE), OptionalLong.of(5_000)));
    }

    @Test
    void aFailureWithoutAnErrorIsAWindowsThatOnlyPretends() {
        assertEquals(ReasonCode.NOT_SUPPORTED, Win32Error.reason(0));
        assertEquals(ReasonCode.NO_RIGHT, Win32Error.reason(Win32Error.ACCESS_DENIED));
        assertEquals(ReasonCode.NOT_PRESENT, Win32Error.reason(Win32Error.EVENT_CHANNEL_NOT_FOUND));
        assertEquals(ReasonCode.FAILED, Win32Error.reason(1_722));
        assertEquals("log-refused|Security|1722", Win32Error.detail("Security", 1_722));
    }
}
