package bzh.vigie.agent.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.host.AuditControl.Status;
import bzh.vigie.agent.host.Refused;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditOwnTest {
    private static final Status UNTOUCHED = new Status(0, 1, 0, 64, 0, 15_000);

    @TempDir
    private Path folder;

    private final FakeAuditControl kernel = new FakeAuditControl();

    private AuditOwn begin() throws Refused {
        return AuditOwn.begin(kernel::opened, folder, "boot");
    }

    private Path before() {
        return folder.resolve("audit-before");
    }

    @Test
    void whatWasSetBeforeIsPutBackAtTheEnd() throws Exception {
        AuditOwn own = begin();
        assertEquals(new Status(1, 1, 0, 8_192, 0, 0), kernel.status());
        assertEquals(2, kernel.own);
        own.end();
        assertEquals(UNTOUCHED, kernel.status());
        assertEquals(0, kernel.own);
        assertEquals(0, kernel.open);
        assertFalse(Files.exists(before()));
    }

    @Test
    void alsoAfterACrash() throws Exception {
        begin();
        // Killed; the next start finds its own settings.
        begin().end();
        assertEquals(UNTOUCHED, kernel.status());
        begin();
        AuditOwn.takeAwayLeftovers(kernel::opened, folder, "boot");
        assertEquals(UNTOUCHED, kernel.status());
        assertEquals(0, kernel.own);
    }

    @Test
    void whatAnotherBootLeftIsOnlyForgotten() throws Exception {
        Files.writeString(before(), "another-boot 0 64 15000\n");
        kernel.enabled = 1;
        AuditOwn.takeAwayLeftovers(kernel::opened, folder, "boot");
        assertEquals(0, kernel.changes);
        assertFalse(Files.exists(before()));
    }

    @Test
    void withoutLeftoversNothingIsEvenOpened() {
        AuditOwn.takeAwayLeftovers(
                () -> {
                    throw new AssertionError("opened");
                },
                folder,
                "boot");
    }

    @Test
    void whatOthersNeedStaysOn() throws Exception {
        AuditOwn own = begin();
        kernel.daemon = 77;
        kernel.backlogLimit = 16_384;
        own.end();
        assertEquals(new Status(1, 1, 77, 16_384, 0, 15_000), kernel.status());
        kernel.daemon = 0;
        kernel.enabled = 0;
        AuditOwn again = begin();
        kernel.others = 1;
        again.end();
        assertEquals(1, kernel.enabled);
    }

    @Test
    void anAuditThatIsLockedOrWouldPanicIsNotTouched() {
        kernel.enabled = 2;
        assertTrue(assertThrows(Refused.class, this::begin).what().contains("locked"));
        kernel.enabled = 1;
        kernel.failure = 2;
        assertTrue(assertThrows(Refused.class, this::begin).what().contains("panic"));
        assertEquals(0, kernel.changes);
        assertEquals(0, kernel.open);
    }

    @Test
    void whereTheRulesAreRefusedEverythingIsAsItWas() {
        kernel.refusesRules = true;
        assertThrows(Refused.class, this::begin);
        assertEquals(UNTOUCHED, kernel.status());
        assertFalse(Files.exists(before()));
    }

    @Test
    void withoutAPlaceToRememberNothingIsChanged() throws Exception {
        Files.createDirectories(folder.resolve("audit-before.new").resolve("in the way"));
        assertThrows(Refused.class, this::begin);
        assertEquals(0, kernel.changes);
    }

    @Test
    void rulesThatSomebodyTookAwayArePutBackAndLossesAreCounted() throws Exception {
        kernel.lost = 0xffff_fffeL;
        AuditOwn own = begin();
        assertEquals(new AuditOwn.Look(0, false), own.look());
        kernel.own = 1;
        kernel.lost = 3;
        assertEquals(new AuditOwn.Look(5, true), own.look());
        assertEquals(2, kernel.own);
        kernel.enabled = 0;
        // Set back by somebody.
        kernel.lost = 0;
        assertEquals(new AuditOwn.Look(0, true), own.look());
        assertEquals(1, kernel.enabled);
    }

    @Test
    void aFileThatIsNotOursIsNoReasonToFail() throws Exception {
        Files.writeString(before(), "boot x y z\n");
        begin().end();
        assertEquals(UNTOUCHED, kernel.status());
    }
}
