package bzh.vigie.agent.windows;

import java.util.Collection;

/**
 * How much text a reader keeps of one file: 4 Mi UTF-16 units. Where parts of a file refer to its texts, a small one may mean far
 * more than it holds. Used by one thread.
 */
public final class TextBudget {
    private static final int MAX = 4 << 20;

    private long left = MAX;

    /** Whether these may be kept; once one may not, none may. */
    public boolean take(Collection<String> texts) {
        left -= texts.stream().mapToLong(String::length).sum();
        return left >= 0;
    }
}
