package bzh.vigie.agent.windows.regf;

/** How names of the registry are compared: by upper-case UTF-16 units, each alone. */
final class Names {
    private Names() {}

    static boolean same(String a, String b) {
        if (a.length() != b.length()) {
            return false;
        }
        for (int i = 0; i < a.length(); i++) {
            if (a.charAt(i) != b.charAt(i) && upper(a.charAt(i)) != upper(b.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** Their order in a hive. */
    static int compare(String a, String b) {
        for (int i = 0; i < Math.min(a.length(), b.length()); i++) {
            int order = Character.compare(upper(a.charAt(i)), upper(b.charAt(i)));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(a.length(), b.length());
    }

    /** Windows turns no letter into one of ASCII, as Java does with the dotless i and the long s. */
    static char upper(char c) {
        if (c < 0x80) {
            return c >= 'a' && c <= 'z' ? (char) (c - 32) : c;
        }
        char upper = Character.toUpperCase(c);
        return upper < 0x80 ? c : upper;
    }

    /** That of a list "lh". */
    static int hash(String name) {
        int hash = 0;
        for (int i = 0; i < name.length(); i++) {
            hash = 37 * hash + upper(name.charAt(i));
        }
        return hash;
    }

    static boolean isAscii(String name) {
        return name.chars().allMatch(c -> c < 0x80);
    }
}
