package bzh.vigie.event;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A subcategory of Windows' advanced audit policy, of the table {@code audit-subcategories.txt}: what must be audited for an
 * event of the Security log to be written. Immutable.
 *
 * @param guid the same on every Windows, in upper case without braces
 * @param english Microsoft's name on an English Windows
 * @param french the name on a French one
 */
public record AuditSubcategory(String guid, String english, String french) {
    private static final List<AuditSubcategory> TABLE = read();

    /** All of them, in the order of the audit policy. */
    public static List<AuditSubcategory> all() {
        return TABLE;
    }

    /** The one with this English name, written exactly so. */
    public static Optional<AuditSubcategory> named(String english) {
        return TABLE.stream().filter(each -> each.english.equals(english)).findFirst();
    }

    /** The one with this GUID, in any letter case, with braces or without, as events have it. */
    public static Optional<AuditSubcategory> of(String guid) {
        String plain = guid.replace("{", "").replace("}", "").strip();
        return TABLE.stream().filter(each -> each.guid.equalsIgnoreCase(plain)).findFirst();
    }

    /** Its name on a Windows of that language: French for a French locale, English for any other. */
    public String name(Locale locale) {
        return locale.getLanguage().equals("fr") ? french : english;
    }

    /** The command by which an administrator has its successes audited; by GUID, because names differ between languages. */
    public String remedy() {
        return "auditpol /set /subcategory:{" + guid + "} /success:enable";
    }

    private static List<AuditSubcategory> read() {
        try (InputStream in = AuditSubcategory.class.getResourceAsStream("audit-subcategories.txt")) {
            if (in == null) {
                throw new IllegalStateException(
                        "the program's table of audit subcategories is missing: install it again");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> Arrays.stream(line.split("\\|", -1))
                            .map(String::strip)
                            .toList())
                    .map(cells -> new AuditSubcategory(cells.get(0), cells.get(1), cells.get(2)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("the program's table of audit subcategories cannot be read", e);
        }
    }
}
