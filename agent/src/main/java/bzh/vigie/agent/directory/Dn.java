package bzh.vigie.agent.directory;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Distinguished names (RFC 4514) as far as a reader needs them. */
public final class Dn {
    private Dn() {}

    /** The value of its first part, without what quotes it: {@code Domain Admins} of {@code CN=Domain Admins,CN=Users,…}. */
    public static String name(String dn) {
        List<String> parts = parts(dn);
        if (parts.isEmpty()) {
            return "";
        }
        String first = parts.getFirst();
        return unquoted(first.substring(first.indexOf('=') + 1));
    }

    /** Its parts, the nearest first, each as it is written. */
    public static List<String> parts(String dn) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        for (int i = 0; i < dn.length(); i++) {
            char c = dn.charAt(i);
            if (c == '\\' && i + 1 < dn.length()) {
                part.append(c).append(dn.charAt(++i));
            } else if (c == ',') {
                parts.add(part.toString());
                part.setLength(0);
            } else {
                part.append(c);
            }
        }
        if (!part.isEmpty()) {
            parts.add(part.toString());
        }
        return parts;
    }

    /** What is above it; empty for the first of all. */
    public static String parent(String dn) {
        List<String> parts = parts(dn);
        return parts.size() < 2 ? "" : String.join(",", parts.subList(1, parts.size()));
    }

    /** Whether it is the other one or lies below it, whatever the letter case. */
    public static boolean isIn(String dn, String other) {
        String low = dn.toLowerCase(Locale.ROOT);
        String above = other.toLowerCase(Locale.ROOT);
        return low.equals(above) || low.endsWith("," + above);
    }

    /** The same text for each way in which a server may write the name. */
    public static String key(String dn) {
        StringBuilder key = new StringBuilder(dn.length());
        for (String part : parts(dn)) {
            int at = part.indexOf('=');
            key.append(part, 0, at + 1).append(unquoted(part.substring(at + 1))).append('\n');
        }
        return key.toString().toLowerCase(Locale.ROOT);
    }

    /** The domain's name in the DNS: {@code mairie.example} of {@code DC=mairie,DC=example}. */
    public static String dnsName(String head) {
        List<String> labels = new ArrayList<>();
        for (String part : parts(head)) {
            if (part.regionMatches(true, 0, "DC=", 0, 3)) {
                labels.add(unquoted(part.substring(3)));
            }
        }
        return String.join(".", labels).toLowerCase(Locale.ROOT);
    }

    private static String unquoted(String value) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c != '\\' || i + 1 == value.length()) {
                text.append(c);
            } else if (i + 2 < value.length() && isHex(value.charAt(i + 1)) && isHex(value.charAt(i + 2))) {
                text.append((char) Integer.parseInt(value.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                text.append(value.charAt(++i));
            }
        }
        return text.toString();
    }

    private static boolean isHex(char c) {
        return Character.digit(c, 16) >= 0;
    }
}
