package bzh.vigie.collector.store;

import bzh.vigie.text.LetterCase;
import java.util.regex.Pattern;

/**
 * Who decided something and why (invariant 9): both are kept in the audit log.
 *
 * @param systemUser the operating system's user who ran the command that wrote it; empty where it was no command
 */
public record Author(String name, String reason, String systemUser) {
    private static final Pattern BLANKS = Pattern.compile("[\\s\\p{Z}]+");

    public Author {
        if (name.isBlank() || name.length() > 200 || reason.length() > 2_000 || systemUser.length() > 200) {
            throw new IllegalArgumentException("an author has a name of 1 to 200 characters, a reason at most 2,000");
        }
    }

    /** Of no command. */
    public Author(String name, String reason) {
        this(name, reason, "");
    }

    /** The same without why. */
    public Author withoutReason() {
        return new Author(name, "", systemUser);
    }

    /** Whether both may be one person: the same name, or two names that one user of the operating system wrote. */
    public boolean isSamePerson(Author other) {
        return hasSameName(other) || (!systemUser.isEmpty() && systemUser.equals(other.systemUser));
    }

    /** Whether both have one name, but for letter case. */
    public boolean hasSameName(Author other) {
        return folded(name).equals(folded(other.name));
    }

    /** Whether both have one reason, but for letter case and blanks. */
    public boolean hasSameReason(Author other) {
        return folded(reason).equals(folded(other.reason));
    }

    private static String folded(String text) {
        return LetterCase.fold(BLANKS.matcher(text.strip()).replaceAll(" "));
    }
}
