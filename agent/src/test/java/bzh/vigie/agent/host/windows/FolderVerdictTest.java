package bzh.vigie.agent.host.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.host.windows.FolderVerdict.Answer;
import bzh.vigie.agent.windows.security.Ace;
import bzh.vigie.agent.windows.security.SecurityDescriptor;
import bzh.vigie.agent.windows.security.Sid;
import bzh.vigie.text.SourceText;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ResourceBundle;
import org.junit.jupiter.api.Test;

class FolderVerdictTest {
    private static final int FOLDER = 0x10;
    private static final int ALL = 0x001F_01FF;
    private static final Sid USER = Sid.of("S-1-5-21-1-2-3-1001");
    private static final Sid USERS = Sid.of("S-1-5-32-545");
    private static final Ace TO_SYSTEM = new Ace(0, 3, ALL, Sid.SYSTEM, false, false);
    private static final Ace TO_ADMINISTRATORS = new Ace(0, 3, ALL, Sid.ADMINISTRATORS, false, false);

    private static FolderVerdict of(Sid owner, Ace... list) {
        return FolderVerdict.of(
                FOLDER,
                Optional.of(new SecurityDescriptor(
                        Optional.of(owner), Optional.empty(), Optional.of(List.of(list)), Optional.empty(), 0)),
                Optional.of(Sid.SYSTEM));
    }

    @Test
    void theDescriptorsThatAreMadeHoldTheSystemAndAdministratorsAlone() {
        SecurityDescriptor made =
                SecurityDescriptor.parse(PrivateDescriptor.forFolder()).orElseThrow();
        assertEquals("D:(A;OICI;0x1f01ff;;;SY)(A;OICI;0x1f01ff;;;BA)", made.text());
        assertEquals(0, made.malformed());
        assertEquals(
                "D:(A;;0x1f01ff;;;SY)(A;;0x1f01ff;;;BA)",
                SecurityDescriptor.parse(PrivateDescriptor.forFile())
                        .orElseThrow()
                        .text());
        assertEquals(
                "D:(A;;0xf003f;;;SY)(A;;0xf003f;;;BA)",
                SecurityDescriptor.parse(PrivateDescriptor.forKey())
                        .orElseThrow()
                        .text());
        assertEquals(Answer.FINE, of(Sid.SYSTEM, TO_SYSTEM, TO_ADMINISTRATORS).answer());
    }

    @Test
    void rightsOfOthersAreTakenAway() {
        FolderVerdict verdict =
                of(Sid.ADMINISTRATORS, TO_SYSTEM, TO_ADMINISTRATORS, new Ace(0, 3, 0x0012_00A9, USERS, false, false));
        assertEquals(Answer.REPAIR, verdict.answer());
        assertEquals(List.of("S-1-5-32-545 (Users)"), verdict.others());
        assertEquals(
                Answer.REPAIR,
                of(Sid.SYSTEM, TO_SYSTEM, new Ace(0, 0x0B, ALL, USER, false, false))
                        .answer(),
                "for what will lie in it only");
        assertEquals(
                Answer.REPAIR,
                FolderVerdict.of(
                                FOLDER,
                                Optional.of(new SecurityDescriptor(
                                        Optional.of(Sid.SYSTEM),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        0)),
                                Optional.empty())
                        .answer(),
                "without a list everybody may do everything");
    }

    @Test
    void aFolderThatAUserMadeBeforeIsRefused() {
        FolderVerdict verdict = of(USER, TO_SYSTEM, TO_ADMINISTRATORS);
        assertEquals(Answer.REFUSED, verdict.answer());
        assertEquals("folder-of-other|C:\\ProgramData\\Vigie|" + USER, verdict.detail("C:\\ProgramData\\Vigie"));
    }

    @Test
    void theAgentsOwnAccountMayOwnIt() {
        SecurityDescriptor own = new SecurityDescriptor(
                Optional.of(USER),
                Optional.empty(),
                Optional.of(List.of(new Ace(0, 3, ALL, USER, false, false))),
                Optional.empty(),
                0);
        assertEquals(
                Answer.FINE,
                FolderVerdict.of(FOLDER, Optional.of(own), Optional.of(USER)).answer());
    }

    @Test
    void aLinkOrAFileInItsPlaceIsRefused() {
        Optional<SecurityDescriptor> fine = SecurityDescriptor.parse(PrivateDescriptor.forFolder());
        assertEquals(
                "folder-is-link",
                FolderVerdict.of(FOLDER | 0x400, fine, Optional.empty()).why());
        assertEquals(
                "folder-is-none", FolderVerdict.of(0x20, fine, Optional.empty()).why());
        assertEquals(
                "folder-of-nobody",
                FolderVerdict.of(FOLDER, Optional.empty(), Optional.empty()).why());
    }

    @Test
    void whatOthersMayHavePutIntoItIsNotTaken() {
        Optional<SecurityDescriptor> ours = of(Sid.SYSTEM);
        assertEquals(Optional.empty(), FolderVerdict.within(FOLDER, 1, ours, Optional.empty()));
        assertEquals(Optional.empty(), FolderVerdict.within(0x20, 1, ours, Optional.empty()));
        assertEquals(
                Optional.of("folder-holds-link"),
                FolderVerdict.within(FOLDER | 0x400, 1, ours, Optional.empty()),
                "a junction, by which rights of files elsewhere would be taken away");
        assertEquals(
                Optional.of("folder-holds-link"),
                FolderVerdict.within(0x20, 2, ours, Optional.empty()),
                "a file that has another name elsewhere");
        assertEquals(Optional.of("folder-holds-other"), FolderVerdict.within(FOLDER, 1, of(USER), Optional.empty()));
        assertEquals(
                Optional.of("folder-holds-other"), FolderVerdict.within(FOLDER, 1, Optional.empty(), Optional.empty()));
    }

    @Test
    void aFolderThatWasNotLookedThroughIsNotFineAtTheNextStart() {
        SecurityDescriptor half = SecurityDescriptor.parse(PrivateDescriptor.forUnfinishedFolder())
                .orElseThrow();
        SecurityDescriptor there = new SecurityDescriptor(
                Optional.of(Sid.SYSTEM), Optional.empty(), half.dacl(), Optional.empty(), half.malformed());
        assertEquals(0, half.malformed());
        FolderVerdict verdict = FolderVerdict.of(FOLDER, Optional.of(there), Optional.empty());
        assertEquals(Answer.REPAIR, verdict.answer());
        assertEquals(1, verdict.others().size(), verdict::toString);
    }

    private static Optional<SecurityDescriptor> of(Sid owner) {
        return Optional.of(
                new SecurityDescriptor(Optional.of(owner), Optional.empty(), Optional.empty(), Optional.empty(), 0));
    }

    @Test
    void eachReasonHasWordsInBothLanguages() {
        for (String detail : List.of(
                SourceText.detail("folder-is-link", "C:\\x", ""),
                SourceText.detail("folder-is-none", "C:\\x", ""),
                SourceText.detail("folder-of-nobody", "C:\\x", ""),
                SourceText.detail("folder-of-other", "C:\\x", "S-1-1-0"),
                SourceText.detail("folder-holds-link", "C:\\x"),
                SourceText.detail("folder-holds-other", "C:\\x"),
                FolderVerdict.notRepaired("C:\\x"),
                FolderVerdict.failed("C:\\x", 0xC000_0022),
                FolderVerdict.failed("C:\\x", 0xC000_0035),
                FolderVerdict.failed("C:\\x", 0xC000_0001))) {
            for (Locale locale : List.of(Locale.FRENCH, Locale.ENGLISH)) {
                String said = ResourceBundle.getBundle("bzh.vigie.agent.words", locale)
                        .getString("Detail." + detail.substring(0, detail.indexOf('|')));
                assertTrue(said.contains("{0}") && said.contains(" "), said);
            }
        }
    }
}
