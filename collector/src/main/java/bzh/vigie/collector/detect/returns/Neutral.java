package bzh.vigie.collector.detect.returns;

import bzh.vigie.text.LetterCase;
import java.util.regex.Pattern;

/** Texts without what differs from one host to another. Pure. */
final class Neutral {
    private static final Pattern PROFILE = Pattern.compile(
            "(?i)[a-z]:\\\\(?:users|documents and settings)\\\\(?!public\\\\|default\\\\|all users\\\\)[^\\\\\"]{1,256}|(?<![\\w/])(?:/home/|/var/home/|/export/home/)[^/\\s:'\"]{1,256}|(?<![\\w/])/root(?=/)");
    private static final Pattern DRIVE = Pattern.compile("(?<![A-Za-z])[A-Za-z]:(?=\\\\)");
    private static final Pattern SID =
            Pattern.compile("(?i)S-1-(?:5-21|12-1)-\\d{1,10}-\\d{1,10}-\\d{1,10}-\\d{1,10}(?:\\.bak)?");
    private static final Pattern UUID = Pattern.compile("(?i)[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}");
    private static final Pattern RANDOM =
            Pattern.compile("(?<=[\\\\./_-]|^)(?=[A-Za-z]*\\d)(?=\\d*[A-Za-z])[0-9A-Za-z]{16,}(?=$|[\\\\./\\s_\"-])");

    private static final int SHORTEST_RANDOM = 16;

    private Neutral() {}

    /** Whose profile and which drive left out, in one letter case: what is left is the attacker's own choice. */
    static String ofUser(String text) {
        boolean drive = text.contains(":\\");
        String t = drive || text.contains("/home/") || text.contains("/root")
                ? PROFILE.matcher(text).replaceAll("{home}")
                : text;
        return LetterCase.fold(drive ? DRIVE.matcher(t).replaceAll("{drive}") : t);
    }

    /** SIDs, GUIDs and random parts left out too. */
    static String ofHost(String text) {
        String t = ofUser(text);
        if (t.indexOf('-') >= 0) {
            t = UUID.matcher(SID.matcher(t).replaceAll("{sid}")).replaceAll("{uuid}");
        }
        return t.length() < SHORTEST_RANDOM ? t : RANDOM.matcher(t).replaceAll("{random}");
    }

    /** Letters and digits that are not of a placeholder: how much a text says by itself. */
    static int weight(String neutral) {
        int weight = 0;
        for (int i = 0; i < neutral.length(); i++) {
            int after = neutral.charAt(i) == '{' ? placeholder(neutral, i) : i;
            weight += after == i && Character.isLetterOrDigit(neutral.charAt(i)) ? 1 : 0;
            i = after;
        }
        return weight;
    }

    /** Where a placeholder that begins there ends, or that place where none does. */
    private static int placeholder(String text, int open) {
        int i = open + 1;
        while (i < text.length() && text.charAt(i) >= 'a' && text.charAt(i) <= 'z') {
            i++;
        }
        return i > open + 1 && i < text.length() && text.charAt(i) == '}' ? i : open;
    }
}
