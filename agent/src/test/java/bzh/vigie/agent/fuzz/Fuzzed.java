package bzh.vigie.agent.fuzz;

/** What has to hold of everything that came from bytes of others. */
public final class Fuzzed {
    private Fuzzed() {}

    /** A text that is told: half a character would not come out of a message as it went in. */
    public static void told(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (Character.isSurrogate(c) && !pair) {
                throw new IllegalStateException("half a character at " + i + " of " + text);
            }
            i += pair ? 1 : 0;
        }
    }
}
