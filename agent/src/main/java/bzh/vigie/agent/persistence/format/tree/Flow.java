package bzh.vigie.agent.persistence.format.tree;

/**
 * What YAML and TOML write on one line: scalars in quotes, {@code [a, b]} and {@code {k: v}}, with a colon or an equals sign
 * between key and value.
 */
final class Flow {
    private final String text;
    private final char separator;
    private final Leaves leaves;
    private int at;

    private Flow(String text, char separator, Leaves leaves) {
        this.text = text;
        this.separator = separator;
        this.leaves = leaves;
    }

    /** Adds the scalars of this text at that path. */
    static void parse(String text, char separator, String path, Leaves leaves) {
        Flow flow = new Flow(text, separator, leaves);
        flow.value(path, 0);
        flow.blanks();
        if (flow.at < text.length() && text.charAt(flow.at) != '#') {
            leaves.addMalformed();
        }
    }

    /** How many brackets are open at the end of this text, quotes heeded; comments are none of it. */
    static int open(String text) {
        int open = 0;
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote != 0) {
                if (c == '\\' && quote == '"') {
                    i++;
                } else if (c == quote) {
                    quote = 0;
                }
            } else if (c == '"' || c == '\'') {
                quote = c;
            } else if (c == '#' && (i == 0 || Character.isWhitespace(text.charAt(i - 1)))) {
                while (i < text.length() && text.charAt(i) != '\n') {
                    i++;
                }
            } else if (c == '[' || c == '{') {
                open++;
            } else if (c == ']' || c == '}') {
                open--;
            }
        }
        return open;
    }

    private void value(String path, int depth) {
        blanks();
        if (at >= text.length()) {
            leaves.add(path, "");
        } else if (depth > Leaves.MAX_DEPTH) {
            leaves.addMalformed();
            at = text.length();
        } else if (text.charAt(at) == '[') {
            sequence(path, depth);
        } else if (text.charAt(at) == '{') {
            mapping(path, depth);
        } else {
            leaves.add(path, scalar(depth > 0, false));
        }
    }

    private void sequence(String path, int depth) {
        at++;
        for (int i = 0; ; i++) {
            blanks();
            if (ended(']')) {
                return;
            }
            int before = at;
            value(path + "/" + i, depth + 1);
            comma();
            if (at == before) {
                leaves.addMalformed();
                at++;
            }
        }
    }

    private void mapping(String path, int depth) {
        at++;
        while (true) {
            blanks();
            if (ended('}')) {
                return;
            }
            int before = at;
            String key = scalar(true, true);
            blanks();
            String child = Leaves.child(path, key);
            if (at < text.length() && text.charAt(at) == separator) {
                at++;
                value(child, depth + 1);
            } else {
                leaves.add(child, "");
            }
            comma();
            if (at == before) {
                leaves.addMalformed();
                at++;
            }
        }
    }

    private boolean ended(char bracket) {
        if (at >= text.length()) {
            leaves.addMalformed();
            return true;
        }
        if (text.charAt(at) == bracket) {
            at++;
            return true;
        }
        return false;
    }

    private void comma() {
        blanks();
        if (at < text.length() && text.charAt(at) == ',') {
            at++;
        }
    }

    private void blanks() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '#' && at > 0 && Character.isWhitespace(text.charAt(at - 1))) {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
            } else if (Character.isWhitespace(c)) {
                at++;
            } else {
                return;
            }
        }
    }

    private String scalar(boolean inside, boolean key) {
        char first = text.charAt(at);
        if (first == '"' || first == '\'') {
            return quoted(first);
        }
        int start = at;
        while (at < text.length() && !endsPlain(inside, key)) {
            at++;
        }
        return text.substring(start, at).strip();
    }

    private boolean endsPlain(boolean inside, boolean key) {
        char c = text.charAt(at);
        boolean afterBlank = at > 0 && Character.isWhitespace(text.charAt(at - 1));
        return (inside && (c == ',' || c == ']' || c == '}'))
                || (key && c == separator)
                || (c == '#' && afterBlank)
                || (inside && c == '\n');
    }

    private String quoted(char quote) {
        StringBuilder value = new StringBuilder();
        at++;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '\\' && quote == '"' && at < text.length()) {
                escaped(text.charAt(at++), value);
            } else if (c == quote && quote == '\'' && at < text.length() && text.charAt(at) == '\'') {
                value.append('\'');
                at++;
            } else if (c == quote) {
                return value.toString();
            } else {
                value.append(c);
            }
        }
        leaves.addMalformed();
        return value.toString();
    }

    private void escaped(char c, StringBuilder value) {
        int digits = switch (c) {
            case 'x' -> 2;
            case 'u' -> 4;
            case 'U' -> 8;
            default -> 0;
        };
        if (digits > 0) {
            int end = Math.min(at + digits, text.length());
            String hex = text.substring(at, end);
            if (hex.matches("[0-9a-fA-F]{" + digits + "}")) {
                long code = Long.parseLong(hex, 16);
                value.appendCodePoint(code <= Character.MAX_CODE_POINT ? (int) code : '\uFFFD');
                at = end;
                return;
            }
        }
        value.append(
                switch (c) {
                    case 'n' -> '\n';
                    case 't' -> '\t';
                    case 'r' -> '\r';
                    case '0' -> '\0';
                    default -> c;
                });
    }
}
