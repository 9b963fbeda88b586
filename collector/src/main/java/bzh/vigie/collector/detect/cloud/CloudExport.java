package bzh.vigie.collector.detect.cloud;

import bzh.vigie.collector.incident.CsvTable;
import bzh.vigie.collector.incident.CsvText;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * An export of Microsoft 365 or Entra, read row by row, however large the file is: Entra's sign-ins and audit logs as the portal exports them
 * (CSV, JSON), Graph's {@code signIns} and {@code directoryAudits}, the same as Azure Monitor writes them, and the unified audit log as Purview
 * and {@code Search-UnifiedAuditLog} export it (CSV with its records as JSON in the column {@code AuditData}, JSON, JSON lines). A row that is
 * none of these is told with its number and why.
 */
public final class CloudExport {
    /** Characters of the file that are looked at to know what it is. */
    private static final int HEAD = 1 << 16;

    /** Headings, without blanks and marks, by which a table is known. */
    private static final Set<String> COLUMNS =
            Set.of("auditdata", "signinerrorcode", "codederreurdeconnexion", "actoruserprincipalname");

    /** Tables of the portal have dozens of columns, and one with its times of which all languages say that they are UTC. */
    private static final int FEWEST_OF_PORTAL = 12;

    private static final Pattern UTC = Pattern.compile("[\\p{L} ]{3,20}\\(UTC\\)");

    private CloudExport() {}

    /** Why a row is not taken. */
    public enum Problem {
        /** It has more than a row may have. */
        TOO_LONG,
        NOT_JSON,
        /** It is no record of these exports. */
        NO_RECORD,
        NO_TIME,
        /** It is a sign-in of nobody from nowhere. */
        NOBODY,
        /** From it on the file is no JSON: of what stands behind nothing is known. */
        BROKEN
    }

    /** How the reading ended. */
    public enum Ending {
        WHOLE,
        /** The file is no such export; nothing was taken. */
        OTHER_FILE,
        /** It is a table of the portal in a language whose headings are not known; nothing was taken. */
        OTHER_LANGUAGE,
        /** From some place on it is no JSON: what came before was taken, and the first row that was not is refused for that. */
        BROKEN
    }

    /** Takes rows. */
    public interface Taker {
        void row(CloudRow row);

        void refused(int number, Problem why);
    }

    /**
     * Reads it.
     *
     * @param dates of rows whose time is not written as ISO 8601
     */
    public static Ending read(InputStream in, RowDates dates, Taker taker) throws IOException {
        BufferedReader text = CsvText.reader(in);
        text.mark(HEAD);
        char[] buffer = new char[HEAD];
        int length = 0;
        for (int read = 0; read >= 0 && length < HEAD; read = text.read(buffer, length, HEAD - length)) {
            length += read;
        }
        String head = new String(buffer, 0, length);
        text.reset();
        String begin = head.strip();
        if (begin.startsWith("[") || begin.startsWith("{")) {
            return json(text, begin, dates, taker);
        }
        return table(text, head, dates, taker);
    }

    private static Ending json(BufferedReader text, String begin, RowDates dates, Taker taker) throws IOException {
        String line = begin.lines().findFirst().orElse("");
        boolean lines = line.startsWith("{")
                && begin.indexOf('\n') > 0
                && JsonRows.one(line).isPresent();
        if (lines) {
            return lines(text, dates, taker);
        }
        int[] last = {0};
        try {
            JsonRows.each(text, new JsonRows.Rows() {
                @Override
                public void take(int number, Map<String, List<String>> fields) {
                    last[0] = number;
                    CloudExport.take(number, fields, dates, taker);
                }

                @Override
                public void refused(int number, Problem why) {
                    last[0] = number;
                    taker.refused(number, why);
                }
            });
            return Ending.WHOLE;
        } catch (JsonProcessingException e) {
            taker.refused(last[0] + 1, Problem.BROKEN);
            return Ending.BROKEN;
        }
    }

    private static Ending lines(BufferedReader text, RowDates dates, Taker taker) throws IOException {
        StringBuilder line = new StringBuilder();
        int number = 1;
        int length = 0;
        for (int next = text.read(); ; next = text.read()) {
            if (next != '\n' && next >= 0) {
                if (++length <= JsonRows.MOST_CHARACTERS) {
                    line.append((char) next);
                }
                continue;
            }
            String whole = line.toString();
            if (length > JsonRows.MOST_CHARACTERS) {
                taker.refused(number, Problem.TOO_LONG);
            } else if (!whole.isBlank()) {
                Optional<Map<String, List<String>>> fields = JsonRows.one(whole);
                if (fields.isPresent()) {
                    take(number, fields.get(), dates, taker);
                } else {
                    taker.refused(number, Problem.NOT_JSON);
                }
            }
            if (next < 0) {
                return Ending.WHOLE;
            }
            line.setLength(0);
            length = 0;
            number++;
        }
    }

    private static Ending table(BufferedReader text, String head, RowDates dates, Taker taker) throws IOException {
        // What Export-Csv of Windows PowerShell writes first.
        int typed = head.startsWith("#TYPE") ? 1 : 0;
        String heading = head.lines()
                .skip(typed)
                .filter(line -> !line.isBlank())
                .findFirst()
                .orElse("");
        char separator = CsvText.separator(heading);
        List<String> names = new ArrayList<>();
        List<String> plain = new ArrayList<>();
        boolean[] other = {false};
        CsvText.each(text, separator, JsonRows.MOST_CHARACTERS, (row, cut) -> {
            if (names.isEmpty()) {
                if (row.fields().getFirst().startsWith("#TYPE")) {
                    return true;
                }
                row.fields().forEach(each -> {
                    names.add(each.strip());
                    plain.add(CsvTable.plain(each));
                });
                other[0] = plain.stream().noneMatch(COLUMNS::contains);
                return !other[0];
            }
            if (cut) {
                taker.refused(row.line(), Problem.TOO_LONG);
            } else {
                cells(row, names, plain, dates, taker);
            }
            return true;
        });
        if (!names.isEmpty() && !other[0]) {
            return Ending.WHOLE;
        }
        boolean portal = names.size() >= FEWEST_OF_PORTAL
                && names.stream().anyMatch(each -> UTC.matcher(each).matches());
        return portal ? Ending.OTHER_LANGUAGE : Ending.OTHER_FILE;
    }

    private static void cells(CsvText.Row row, List<String> names, List<String> plain, RowDates dates, Taker taker) {
        Map<String, List<String>> fields = new LinkedHashMap<>();
        Map<String, String> byPlain = new HashMap<>();
        for (int i = 0; i < names.size() && i < row.fields().size(); i++) {
            String value = row.fields().get(i).strip();
            if (!value.isEmpty()) {
                byPlain.putIfAbsent(plain.get(i), value);
                if (!plain.get(i).equals("auditdata")) {
                    fields.computeIfAbsent(names.get(i), each -> new ArrayList<>())
                            .add(value);
                }
            }
        }
        if (plain.contains("auditdata")) {
            Optional<Map<String, List<String>>> audit = JsonRows.one(byPlain.getOrDefault("auditdata", ""));
            if (audit.isEmpty()) {
                taker.refused(row.line(), Problem.NOT_JSON);
                return;
            }
            // The record itself counts: the columns say the same, in the words of whoever exported it.
            audit.get().forEach(fields::put);
        } else {
            PortalTable.rename(fields, byPlain);
        }
        take(row.line(), fields, dates, taker);
    }

    private static void take(int number, Map<String, List<String>> fields, RowDates dates, Taker taker) {
        switch (CloudRow.of(number, fields, dates)) {
            case CloudRow.Read.Row row -> taker.row(row.row());
            case CloudRow.Read.Not not -> taker.refused(number, not.why());
        }
    }
}
