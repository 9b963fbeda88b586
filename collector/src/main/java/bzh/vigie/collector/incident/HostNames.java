package bzh.vigie.collector.incident;

import bzh.vigie.text.LetterCase;

/** Names of hosts as they are compared: letter case and the domain do not count, nor what NetBIOS cuts off after 15 letters. */
public final class HostNames {
    private static final int NETBIOS = 15;

    private HostNames() {}

    /** By which two names of a list are one: without the domain, in one letter case. */
    public static String key(String name) {
        int dot = name.indexOf('.');
        return LetterCase.fold(dot > 0 ? name.substring(0, dot) : name);
    }

    /** By which it is known where names are short: the first 15 letters of the key. */
    public static String shortKey(String name) {
        String key = key(name);
        return key.length() <= NETBIOS ? key : key.substring(0, NETBIOS);
    }

    /** Whether both may be one host: the same, or one is the other as NetBIOS cuts it off. */
    public static boolean same(String a, String b) {
        String one = key(a);
        String two = key(b);
        return one.equals(two)
                || (one.length() == NETBIOS && two.startsWith(one))
                || (two.length() == NETBIOS && one.startsWith(two));
    }
}
