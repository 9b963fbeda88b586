package bzh.vigie.agent.windows.program;

import bzh.vigie.agent.windows.program.ProgramFacts.Carried;

/** What a person can read in bytes of an unknown form. */
final class ReadableText {
    private ReadableText() {}

    /** Printable ASCII in them, also of UTF-16, other bytes between it as one dot; at most {@link Carried#MAX_TEXT} characters. */
    static String in(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        boolean gap = false;
        for (int i = 0; i < bytes.length && text.length() < Carried.MAX_TEXT; i++) {
            int b = bytes[i];
            if (b >= ' ' && b < 0x7f) {
                if (gap && !text.isEmpty()) {
                    text.append('.');
                }
                text.append((char) b);
                gap = false;
            } else {
                gap |= b != 0;
            }
        }
        return text.length() > Carried.MAX_TEXT ? text.substring(0, Carried.MAX_TEXT) : text.toString();
    }
}
