package bzh.vigie.agent.persistence.format.server;

/**
 * Code of a page in Java or C# without its comments, each a blank between two words (JLS 3.7, 3.10; C# 6.3.3; Jakarta Pages 1.5). In time that grows
 * with the text alone. Pure.
 */
final class CodeComments {
    private static final String CODE = "<%";
    private static final String END_OF_CODE = "%>";
    private static final String HIDDEN = "<%--";
    private static final String END_OF_HIDDEN = "--%>";

    private final String text;
    private final StringBuilder out = new StringBuilder();

    /** Up to here a quote begins no literal: one on this line is not closed. */
    private int plainUntil;

    private CodeComments(String text) {
        this.text = text;
    }

    /** The code between the marks of a page; of a text without such marks, all of it. */
    static String without(String page) {
        CodeComments comments = new CodeComments(page);
        if (!page.contains(CODE)) {
            comments.code(0, page.length());
            return comments.out.toString();
        }
        int from = 0;
        for (int at = page.indexOf(CODE); at >= 0; at = page.indexOf(CODE, from)) {
            comments.out.append(page, from, at);
            boolean hidden = page.startsWith(HIDDEN, at);
            int end = page.indexOf(hidden ? END_OF_HIDDEN : END_OF_CODE, at);
            from = end < 0 ? page.length() : end;
            if (!hidden || end < 0) {
                comments.code(at, from);
            }
        }
        return comments.out.append(page, from, page.length()).toString();
    }

    /** Takes in what lies there. */
    private void code(int begin, int end) {
        int from = begin;
        int at = begin;
        boolean closed = true;
        while (at < end) {
            char c = text.charAt(at);
            if ((c == '"' || c == '\'') && at >= plainUntil) {
                at = afterLiteral(at, end);
            } else if (closed && text.startsWith("/*", at)) {
                int after = text.indexOf("*/", Math.min(at + 2, end), end);
                closed = after >= 0;
                if (closed) {
                    out.append(text, from, at).append(' ');
                    from = after + 2;
                }
                at = closed ? from : at + 2;
            } else if (text.startsWith("//", at)) {
                int line = lineEnd(at, end);
                out.append(text, from, at).append(' ');
                from = line;
                at = line;
            } else {
                at++;
            }
        }
        out.append(text, from, end);
    }

    private int afterLiteral(int quote, int end) {
        for (int at = quote + 1; at < end && text.charAt(at) != '\n'; at++) {
            if (text.charAt(at) == '\\') {
                at++;
            } else if (text.charAt(at) == text.charAt(quote)) {
                return at + 1;
            }
        }
        plainUntil = lineEnd(quote, end);
        return quote + 1;
    }

    private int lineEnd(int at, int end) {
        int line = text.indexOf('\n', at, end);
        return line < 0 ? end : line;
    }
}
