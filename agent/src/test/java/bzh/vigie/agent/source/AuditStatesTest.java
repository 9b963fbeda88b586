package bzh.vigie.agent.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.host.AuditPolicy;
import bzh.vigie.agent.host.AuditPolicy.Audited;
import bzh.vigie.agent.host.FakeRegistry;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.RegistryValue;
import bzh.vigie.event.Event.SourceState;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.WatchState;
import bzh.vigie.text.SourceText;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class AuditStatesTest {
    private static final int LONGEST_DETAIL = 1_024;
    private static final Audited ALL = new Audited(true, true);
    private static final Audited NOTHING = new Audited(false, false);
    private static final String AUTHORITY =
            "HKLM\\SYSTEM\\CurrentControlSet\\Services\\CertSvc\\Configuration\\mairie-CA";

    private final Collected collected = new Collected();
    private final FakeRegistry registry = new FakeRegistry();
    private final Set<String> off = new HashSet<>();

    private void look(boolean controller) {
        look(each -> Reading.found(off.contains(each.english()) ? NOTHING : ALL), controller);
    }

    private void look(AuditPolicy policy, boolean controller) {
        new AuditStates(collected, Collected.CLOCK, policy, Reading.found(registry)).say(controller);
    }

    private SourceState state(String source) {
        return collected.all(SourceState.class).stream()
                .filter(each -> each.source().equals("windows.audit." + source))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatIsOffIsNamedWithTheCommandThatSwitchesItOn() {
        off.addAll(List.of("Logoff", "Credential Validation"));
        look(false);
        SourceState logons = state("logons");
        assertEquals(WatchState.PARTIAL, logons.state());
        assertEquals(ReasonCode.DISABLED, logons.reason());
        String english = SourceText.say(logons.detail(), Locale.ENGLISH);
        assertTrue(english.startsWith("This host does not audit: Logoff, Credential Validation (2)."), english);
        assertTrue(
                english.contains(
                        ": auditpol /set /subcategory:{0CCE9216-69AE-11D9-BED3-505054503030},{0CCE923F-69AE-11D9-BED3-505054503030}"
                                + " /success:enable & auditpol /set /subcategory:{0CCE923F-69AE-11D9-BED3-505054503030} /failure:enable."),
                english);
        String french = SourceText.say(logons.detail(), Locale.FRENCH);
        assertTrue(french.startsWith("Cette machine n’audite pas : Fermer la session, Validation"), french);
        assertEquals(WatchState.LIVE, state("accounts").state());
    }

    @Test
    void whereNothingIsAuditedNothingIsSeen() {
        off.addAll(AuditStates.subcategories());
        look(true);
        for (String each : List.of("logons", "accounts", "processes", "system", "objects", "directory")) {
            assertEquals(WatchState.DOWN, state(each).state(), each);
            assertTrue(state(each).detail().length() <= LONGEST_DETAIL, each);
        }
    }

    @Test
    void theDirectoryIsWrittenByControllersAlone() {
        look(false);
        assertEquals(WatchState.NOT_APPLICABLE, state("directory").state());
    }

    @Test
    void settingsOfTheRegistryAreLookedAt() {
        registry.set(
                "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System\\Audit",
                "ProcessCreationIncludeCmdLine_Enabled",
                new RegistryValue.Data.Numeric(1));
        registry.set(
                "HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows\\PowerShell\\ScriptBlockLogging",
                "EnableScriptBlockLogging",
                new RegistryValue.Data.Numeric(0));
        registry.refuse("HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows\\PowerShell\\ModuleLogging");
        look(false);
        assertEquals(WatchState.LIVE, state("command-line").state());
        assertEquals(WatchState.PARTIAL, state("scripts").state());
        String remedy = SourceText.say(state("scripts").detail(), Locale.ENGLISH);
        assertTrue(
                remedy.contains(
                        "reg add HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows\\PowerShell\\ScriptBlockLogging /v EnableScriptBlockLogging /t REG_DWORD /d 1 /f"),
                remedy);
        assertTrue(state("modules").detail().startsWith("policy-unread|"));
    }

    @Test
    void aPolicyThatCannotBeReadIsNotTakenForOneThatIsOn() {
        look(each -> Reading.refused(ReasonCode.NO_RIGHT, "AuditQuerySystemPolicy 5"), false);
        assertEquals(WatchState.PARTIAL, state("accounts").state());
        assertEquals(ReasonCode.NO_RIGHT, state("accounts").reason());
    }

    @Test
    void whatAuthoritiesWriteIsLookedAtWhereThereIsOne() {
        look(false);
        assertEquals(WatchState.NOT_APPLICABLE, state("certificates").state());
    }

    @Test
    void anAuthorityThatFiltersWhatItGivesIsNamed() {
        registry.set(AUTHORITY, "AuditFilter", new RegistryValue.Data.Numeric(3));
        look(false);
        assertEquals(WatchState.DOWN, state("certificates").state());
        String remedy = SourceText.say(state("certificates").detail(), Locale.ENGLISH);
        assertTrue(remedy.contains("mairie-CA") && remedy.contains("certutil -setreg CA\\AuditFilter 127"), remedy);
    }

    private void authority(long flags) {
        registry.set(AUTHORITY, "AuditFilter", new RegistryValue.Data.Numeric(127));
        registry.set(
                AUTHORITY + "\\PolicyModules\\CertificateAuthority_MicrosoftDefault.Policy",
                "EditFlags",
                new RegistryValue.Data.Numeric(flags));
    }

    @Test
    void anAuthorityThatWritesWhatItGivesAndWhichTemplatesChangedIsSeen() {
        authority(0x31_4fd6);
        look(false);
        assertEquals(WatchState.LIVE, state("certificates").state());
    }

    /** What Windows sets by itself does not have it. */
    @Test
    void anAuthorityThatDoesNotWriteWhichTemplatesChangedIsSeenInPart() {
        authority(0x11_4fd6);
        look(false);
        assertEquals(WatchState.PARTIAL, state("certificates").state());
        assertEquals(ReasonCode.DISABLED, state("certificates").reason());
        for (Locale each : List.of(Locale.ENGLISH, Locale.FRENCH)) {
            String remedy = SourceText.say(state("certificates").detail(), each);
            assertTrue(
                    remedy.contains("mairie-CA")
                            && remedy.contains("certutil -setreg policy\\EditFlags +EDITF_AUDITCERTTEMPLATELOAD")
                            && !remedy.contains("AuditFilter"),
                    remedy);
        }
    }

    @Test
    void anAuthorityWithoutTemplatesHasNoneThatChange() {
        authority(0x11_4fd6);
        registry.set(AUTHORITY, "CAType", new RegistryValue.Data.Numeric(3));
        look(false);
        assertEquals(WatchState.LIVE, state("certificates").state());
    }
}
