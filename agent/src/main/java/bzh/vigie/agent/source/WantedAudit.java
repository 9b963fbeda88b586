package bzh.vigie.agent.source;

import bzh.vigie.event.AuditSubcategory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What a Windows must be set to write for the rules over its logs to see anything, the table {@code windows-audit.txt}: what
 * {@link AuditStates} looks at, and what is set by the kit for administrators. Immutable.
 *
 * @param subcategories of the advanced audit policy, in the order of the table
 * @param values of the registry, likewise
 */
public record WantedAudit(List<Subcategory> subcategories, List<Value> values) {
    private static final String TABLE = "windows-audit.txt";
    private static final WantedAudit WANTED = read();

    public WantedAudit {
        subcategories = List.copyOf(subcategories);
        values = List.copyOf(values);
    }

    /**
     * A subcategory whose successes are to be audited.
     *
     * @param source follows {@code windows.audit.} in the id of the source that tells it
     * @param where which hosts write it
     * @param failures whether its failures are to be audited too
     */
    public record Subcategory(String source, Where where, AuditSubcategory subcategory, boolean failures) {
        /** Whether domain controllers alone write it. */
        public boolean controllers() {
            return where == Where.CONTROLLERS;
        }
    }

    /** Which hosts write a subcategory. */
    public enum Where {
        EVERY,
        CONTROLLERS,
        /** Certification authorities: nobody else is harmed by having it set. */
        AUTHORITIES
    }

    /**
     * A value of the registry.
     *
     * @param source follows {@code windows.audit.} in the id of the source that tells it
     * @param key from the hive on, such as {@code HKLM\SOFTWARE\…}
     * @param type {@code REG_DWORD} or {@code REG_SZ}
     * @param data a number in decimal, or the text
     */
    public record Value(String source, String key, String name, String type, String data) {}

    /** The table. */
    public static WantedAudit table() {
        return WANTED;
    }

    private static WantedAudit read() {
        try (InputStream in = WantedAudit.class.getResourceAsStream(TABLE)) {
            if (in == null) {
                throw new IllegalStateException(
                        "the program's table of what Windows is to write is missing: install it again");
            }
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("the program's table of what Windows is to write cannot be read", e);
        }
    }

    private static WantedAudit parse(String text) {
        List<List<String>> rows = text.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(line ->
                        Arrays.stream(line.split("\\|", -1)).map(String::strip).toList())
                .toList();
        return new WantedAudit(
                rows.stream()
                        .filter(row -> row.getFirst().equals("audit"))
                        .map(WantedAudit::subcategory)
                        .toList(),
                rows.stream()
                        .filter(row -> row.getFirst().equals("value"))
                        .map(WantedAudit::value)
                        .toList());
    }

    private static Subcategory subcategory(List<String> row) {
        AuditSubcategory named = AuditSubcategory.named(row.get(3))
                .orElseThrow(() -> new IllegalStateException(TABLE + ": no such subcategory: " + row.get(3)));
        return new Subcategory(
                row.get(1),
                Where.valueOf(row.get(2).toUpperCase(Locale.ROOT)),
                named,
                row.get(4).contains("failure"));
    }

    private static Value value(List<String> row) {
        return new Value(row.get(1), row.get(2), row.get(3), row.get(4), row.get(5));
    }
}
