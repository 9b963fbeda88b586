package bzh.vigie.collector.detect.returns;

import java.util.Set;

/**
 * Names of commands of PowerShell, by the form that Microsoft asks of them ("Approved Verbs for PowerShell Commands"): an approved verb and a
 * noun. A noun that is put together of common words is nobody's; any other is somebody's choice. Pure.
 */
final class Cmdlets {
    private static final Set<String> VERBS = Set.of(
            ("add approve assert backup block build checkpoint clear close compare complete compress confirm connect convert convertfrom convertto"
                            + " copy debug deny deploy disable disconnect dismount edit enable enter exit expand export find foreach format get"
                            + " grant group hide import initialize install invoke join limit lock measure merge mount move new open optimize out"
                            + " ping pop protect publish push read receive redo register remove rename repair request reset resize resolve"
                            + " restart restore resume revoke save search select send set show skip sort split start step stop submit suspend"
                            + " switch sync tee test trace unblock undo uninstall unlock unprotect unpublish unregister update use wait watch"
                            + " where write")
                    .split(" "));

    /** Short parts by which nouns of Microsoft's modules begin. */
    private static final Set<String> BEGINNINGS = Set.of(
            "ad", "az", "cim", "cl", "dhcp", "dns", "gp", "hot", "ip", "mg", "mp", "msol", "net", "pfx", "ps", "smb",
            "ui", "vm", "web", "win", "wmi");

    private static final int SHORTEST = 4;
    private static final int LONGEST = 64;

    private Cmdlets() {}

    /** Whether a word in small letters is such a name and nobody's. */
    static boolean isCommon(String word) {
        int dash = word.indexOf('-');
        return dash > 0
                && word.length() <= LONGEST
                && VERBS.contains(word.substring(0, dash))
                && isMade(word.substring(dash + 1));
    }

    private static boolean isMade(String noun) {
        return noun.length() < SHORTEST
                || isOfWords(noun)
                || BEGINNINGS.stream()
                        .anyMatch(each -> noun.startsWith(each) && isOfWords(noun.substring(each.length())));
    }

    /** Whether it is common words in a row. */
    private static boolean isOfWords(String text) {
        boolean[] ends = new boolean[text.length() + 1];
        ends[0] = true;
        for (int from = 0; from < text.length(); from++) {
            for (int to = from + SHORTEST; ends[from] && to <= text.length(); to++) {
                ends[to] |= CommonWords.isCounted(text.substring(from, to));
            }
        }
        return !text.isEmpty() && ends[text.length()];
    }
}
