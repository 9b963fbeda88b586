package bzh.vigie.agent.transport;

import java.util.Locale;

/**
 * Which names are reached without the proxies that are set: entries by {@code ;} or blanks, {@code *} for any characters, {@code <local>} for names
 * without a dot (WINHTTP_PROXY_INFO). Pure and total.
 */
final class ProxyBypass {
    private static final int MAX_TEXT = 64 << 10;
    private static final int MAX_ENTRY = 300;

    private ProxyBypass() {}

    static boolean covers(String bypass, String host) {
        if (bypass.length() > MAX_TEXT) {
            return false;
        }
        String name = host.toLowerCase(Locale.ROOT);
        for (String entry : bypass.toLowerCase(Locale.ROOT).split("[;,\\s]+", -1)) {
            boolean isLocal = entry.equals("<local>") && name.indexOf('.') < 0 && name.indexOf(':') < 0;
            if (isLocal || (!entry.isEmpty() && entry.length() <= MAX_ENTRY && fits(bare(entry), name))) {
                return true;
            }
        }
        return false;
    }

    /** Without what stands before the name, and without brackets. */
    private static String bare(String entry) {
        int scheme = entry.indexOf("://");
        String name = scheme < 0 ? entry : entry.substring(scheme + 3);
        return name.startsWith("[") && name.endsWith("]") ? name.substring(1, name.length() - 1) : name;
    }

    /** Whether the pattern, of which only {@code *} means another thing than itself, is the name's; without backtracking over more than one. */
    private static boolean fits(String pattern, String name) {
        int p = 0;
        int n = 0;
        int star = -1;
        int from = 0;
        while (n < name.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                from = n;
            } else if (p < pattern.length() && pattern.charAt(p) == name.charAt(n)) {
                p++;
                n++;
            } else if (star >= 0) {
                p = star + 1;
                n = ++from;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }
}
