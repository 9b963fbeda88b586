package bzh.vigie.collector.store;

/** Who decided something and why (invariant 9): both are kept in the audit log. */
public record Author(String name, String reason) {
    public Author {
        if (name.isBlank() || name.length() > 200 || reason.length() > 2_000) {
            throw new IllegalArgumentException("an author has a name of 1 to 200 characters, a reason at most 2,000");
        }
    }

    /** The same without why. */
    public Author withoutReason() {
        return new Author(name, "");
    }
}
