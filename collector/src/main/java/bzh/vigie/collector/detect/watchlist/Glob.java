package bzh.vigie.collector.detect.watchlist;

/** Matches folded text with a pattern in which {@code *} is any characters and {@code ?} one. Takes time by the product of the two lengths at most. */
final class Glob {
    private Glob() {}

    static boolean isPattern(String text) {
        return text.indexOf('*') >= 0 || text.indexOf('?') >= 0;
    }

    /** Whether the whole text is of the pattern. */
    static boolean matches(String pattern, String text) {
        int p = 0;
        int t = 0;
        int star = -1;
        int mark = 0;
        while (t < text.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                mark = t;
            } else if (p < pattern.length() && (pattern.charAt(p) == '?' || pattern.charAt(p) == text.charAt(t))) {
                p++;
                t++;
            } else if (star >= 0) {
                p = star + 1;
                t = ++mark;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }

    /** Whether some part of the text is. */
    static boolean isIn(String pattern, String text) {
        return isPattern(pattern) ? matches("*" + pattern + "*", text) : text.contains(pattern);
    }
}
