package bzh.vigie.agent.host.sqlite;

import java.util.ArrayList;
import java.util.List;

/**
 * A table of a database.
 *
 * @param root page where its rows begin
 * @param columns names in order, as the statement that made the table has them
 */
public record Table(String name, int root, List<String> columns) {
    private static final List<String> CONSTRAINTS = List.of("CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN");

    public Table {
        columns = List.copyOf(columns);
    }

    /** Where that column stands in a row; -1 if there is none. Names are compared as SQLite does, without case. */
    public int column(String wanted) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).equalsIgnoreCase(wanted)) {
                return i;
            }
        }
        return -1;
    }

    /** The names of the columns in {@code CREATE TABLE name (a TYPE …, "b c" …, PRIMARY KEY (…))}. Total. */
    static List<String> columnsOf(String sql) {
        List<String> columns = new ArrayList<>();
        int depth = 0;
        boolean wanted = false;
        for (int at = 0; at < sql.length(); at++) {
            char c = sql.charAt(at);
            if (c == '-' && sql.startsWith("--", at)) {
                int end = sql.indexOf('\n', at);
                at = end < 0 ? sql.length() : end;
            } else if (c == '/' && sql.startsWith("/*", at)) {
                int end = sql.indexOf("*/", at + 2);
                at = end < 0 ? sql.length() : end + 1;
            } else if (c == '(') {
                depth++;
                wanted = depth == 1;
            } else if (c == ')') {
                depth--;
                if (depth <= 0) {
                    break;
                }
            } else if (c == ',' && depth == 1) {
                wanted = true;
            } else if (!Character.isWhitespace(c)) {
                int end = endOfWord(sql, at);
                String word = sql.substring(at, end);
                if (wanted && CONSTRAINTS.stream().noneMatch(word::equalsIgnoreCase)) {
                    columns.add(unquoted(word));
                }
                wanted = false;
                at = end - 1;
            }
        }
        return columns;
    }

    private static int endOfWord(String sql, int from) {
        char first = sql.charAt(from);
        if (first == '"' || first == '`' || first == '\'' || first == '[') {
            int end = sql.indexOf(first == '[' ? ']' : first, from + 1);
            return end < 0 ? sql.length() : end + 1;
        }
        int end = from + 1;
        while (end < sql.length()
                && !Character.isWhitespace(sql.charAt(end))
                && "(),\"'`[".indexOf(sql.charAt(end)) < 0) {
            end++;
        }
        return end;
    }

    private static String unquoted(String word) {
        return word.length() >= 2 && "\"`'[".indexOf(word.charAt(0)) >= 0 ? word.substring(1, word.length() - 1) : word;
    }
}
