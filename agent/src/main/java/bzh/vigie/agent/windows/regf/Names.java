package bzh.vigie.agent.windows.regf;

import bzh.vigie.text.LetterCase;

/** How a hive sorts and sums up the names of its keys: by upper-case UTF-16 units, each alone. */
final class Names {
    private Names() {}

    /** Their order in a hive. */
    static int compare(String a, String b) {
        for (int i = 0; i < Math.min(a.length(), b.length()); i++) {
            int order = Character.compare(LetterCase.upper(a.charAt(i)), LetterCase.upper(b.charAt(i)));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(a.length(), b.length());
    }

    /** That of a list "lh". */
    static int hash(String name) {
        int hash = 0;
        for (int i = 0; i < name.length(); i++) {
            hash = 37 * hash + LetterCase.upper(name.charAt(i));
        }
        return hash;
    }

    static boolean isAscii(String name) {
        return name.chars().allMatch(c -> c < 0x80);
    }
}
