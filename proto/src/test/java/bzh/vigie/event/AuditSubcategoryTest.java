package bzh.vigie.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table of audit subcategories. */
final class AuditSubcategoryTest {
    private static final List<AuditSubcategory> ALL = AuditSubcategory.all();

    @Test
    void thereAre59WithGuidsAndNamesOfTheirOwn() {
        assertEquals(59, ALL.size());
        for (Function<AuditSubcategory, String> part : List.<Function<AuditSubcategory, String>>of(
                AuditSubcategory::guid, AuditSubcategory::english, AuditSubcategory::french)) {
            Set<String> values = ALL.stream().map(part).collect(Collectors.toSet());
            assertEquals(59, values.size());
            assertFalse(values.stream().anyMatch(String::isBlank));
        }
        ALL.forEach(each ->
                assertTrue(each.guid().matches("0CCE92[0-9A-F]{2}-69AE-11D9-BED3-505054503030"), each.toString()));
    }

    @Test
    void isFoundByItsEnglishName() {
        AuditSubcategory groups =
                AuditSubcategory.named("Security Group Management").orElseThrow();
        assertEquals("0CCE9237-69AE-11D9-BED3-505054503030", groups.guid());
        assertEquals("Gestion des groupes de sécurité", groups.name(Locale.FRANCE));
        assertEquals("Security Group Management", groups.name(Locale.GERMAN));
        assertTrue(AuditSubcategory.named("Gestion des groupes de sécurité").isEmpty());
    }

    @Test
    void isFoundByItsGuidAsEventsHaveIt() {
        assertEquals(
                "Process Creation",
                AuditSubcategory.of("{0cce922b-69ae-11d9-bed3-505054503030}")
                        .orElseThrow()
                        .english());
        assertTrue(AuditSubcategory.of("{0cce92ff-69ae-11d9-bed3-505054503030}").isEmpty());
    }

    @Test
    void theRemedyHoldsInEveryLanguage() {
        assertEquals(
                "auditpol /set /subcategory:{0CCE923C-69AE-11D9-BED3-505054503030} /success:enable",
                AuditSubcategory.named("Directory Service Changes")
                        .orElseThrow()
                        .remedy());
    }
}
