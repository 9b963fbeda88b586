package bzh.vigie.agent.persistence.format.directory;

import bzh.vigie.agent.directory.Entry;
import bzh.vigie.agent.directory.Query;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.persistence.format.DirectoryFormat.Pass;
import bzh.vigie.event.Item.Trait;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Passwords that somebody wrote into an account's description, notes or comment, which each account of the domain may read. Those texts alone
 * are asked for that have a word for a password, in English or French. An item says in which attribute one stands; the text itself, a part
 * or a digest of it goes nowhere. Pure.
 */
final class PasswordTexts {
    /** Attributes of free text, and what people call them. */
    private static final Map<String, String> ATTRIBUTES =
            Map.of("description", "description", "info", "notes", "comment", "comment");

    /** Parts of the words below, as a directory looks for them: in any letter case. */
    private static final List<String> PARTS = List.of("pass", "pwd", "mdp", "code", "pw:", "pw=");

    /** A longer text is read to there. */
    private static final int LONGEST = 1_024;

    private static final String WORD =
            "(?<![\\p{L}\\d])(?:pass(?:word|wd|phrase|e)?s?|passcode|pwd|pw|mdp|mot[\\s-]*de[\\s-]*passe|motdepasse|code(?:\\s+d['’]acc[eè]s)?)"
                    + "(?![\\p{L}\\d])";

    private static final String SEPARATED = "\\s*(?:[:=]|->|\\b(?:is|est)\\b){1,16}\\s*[\"'«(]?\\s*";

    /** Letters with a digit or a sign among them, as a person makes a password, or many digits; no name of two parts. */
    private static final String MIXED =
            "(?:\\d{6,64}|(?=[^\\s]*\\p{L})(?=[^\\s]*(?:\\d|[!?@#$%&*+=_~^€£-]))(?!\\p{L}+[-']\\p{L}+(?:\\s|$))[^\\s\"'»)]{4,64})";

    /** Anything of four letters that is all there is after the word. */
    private static final String LAST = "[^\\s\"'»)]{4,64}[\"'»).]?\\s*$";

    private static final Pattern LOOKS_LIKE_ONE = Pattern.compile(
            WORD + "(?:" + SEPARATED + "(?:" + MIXED + "|" + LAST + ")|\\s+" + MIXED + ")",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

    private PasswordTexts() {}

    /** Tells them. */
    static void tell(Pass pass, LeadingAccounts leading) throws Refused {
        pass.ask(
                Query.below(
                        pass.domain().head(),
                        filter(),
                        AccountBits.with(ATTRIBUTES.keySet().toArray(String[]::new))),
                entry -> {
                    ATTRIBUTES.forEach((attribute, name) -> {
                        if (entry.texts(attribute).stream().anyMatch(PasswordTexts::isOne)) {
                            found(pass, entry, name, leading.has(entry));
                        }
                    });
                    return true;
                });
    }

    private static void found(Pass pass, Entry entry, String name, boolean leads) {
        pass.found(
                entry,
                AccountBits.draft(
                                entry,
                                "password-in-text " + name,
                                "what looks like a password stands in its " + name + ", which each account may read"
                                        + (leads ? LeadingAccounts.WORDS : ""))
                        .with(Trait.SUPERUSER, leads));
    }

    private static String filter() {
        StringBuilder filter = new StringBuilder("(&(sAMAccountType=805306368)(|");
        for (String attribute : ATTRIBUTES.keySet().stream().sorted().toList()) {
            for (String part : PARTS) {
                filter.append('(').append(attribute).append("=*").append(part).append("*)");
            }
        }
        return filter.append("))").toString();
    }

    /** Whether a text looks like one that holds a password. */
    static boolean isOne(String text) {
        return LOOKS_LIKE_ONE
                .matcher(text.length() <= LONGEST ? text : text.substring(0, LONGEST))
                .find();
    }
}
