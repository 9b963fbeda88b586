package bzh.vigie.collector.schedule;

import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A list of numbers of a schedule: {@code *}, {@code 5}, {@code 1-5}, {@code mon-fri}, {@code 0/15}, {@code 8-18/2}, commas between. Total. */
final class Numbers {
    private static final int LONGEST = 400;

    private Numbers() {}

    /**
     * Those that are meant; empty where it is no such list, or one of them lies outside.
     *
     * @param names of numbers from the least on, in lower case; of a name the first three letters count
     */
    static Optional<BitSet> of(String text, int least, int most, List<String> names) {
        BitSet all = new BitSet();
        if (text.isEmpty() || text.length() > LONGEST) {
            return Optional.empty();
        }
        for (String part : text.toLowerCase(Locale.ROOT).split(",", -1)) {
            if (!add(all, part, least, most, names)) {
                return Optional.empty();
            }
        }
        return Optional.of(all);
    }

    private static boolean add(BitSet all, String part, int least, int most, List<String> names) {
        int slash = part.indexOf('/');
        String range = slash < 0 ? part : part.substring(0, slash);
        int step = slash < 0 ? 1 : number(part.substring(slash + 1), least, List.of());
        int dash = Math.max(range.indexOf('-'), range.indexOf('~'));
        int from = range.equals("*") ? least : number(dash < 0 ? range : range.substring(0, dash), least, names);
        int to = dash >= 0
                ? number(range.substring(dash + 1), least, names)
                : range.equals("*") || slash >= 0 ? most : from;
        // Of a range in which the program chooses by chance (cronie's ~) the latest is told.
        int begin = dash >= 0 && range.charAt(dash) == '~' ? to : from;
        if (from < least || to > most || from > to || step < 1) {
            return false;
        }
        for (int i = begin; i <= to; i += step) {
            all.set(i);
        }
        return true;
    }

    /** -1 where it is none. */
    private static int number(String text, int least, List<String> names) {
        int named = text.length() < 3 ? -1 : names.indexOf(text.substring(0, 3));
        if (named >= 0) {
            return least + named;
        }
        return text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : -1;
    }
}
