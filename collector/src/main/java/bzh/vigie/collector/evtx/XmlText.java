package bzh.vigie.collector.evtx;

/** Writes an event as XML without layout. What XML may not hold ([XML] 2.2: controls, lone surrogates) is U+FFFD. */
final class XmlText implements Handler {
    private final StringBuilder out = new StringBuilder(1024);
    private final java.util.ArrayDeque<String> open = new java.util.ArrayDeque<>();
    private boolean inTag;

    @Override
    public String toString() {
        return out.toString();
    }

    @Override
    public void start(String name) {
        closeTag();
        out.append('<');
        escape(name);
        open.push(name);
        inTag = true;
    }

    @Override
    public void attribute(String name, Value value) {
        out.append(' ');
        escape(name);
        out.append("=\"");
        escape(value.text());
        out.append('"');
    }

    @Override
    public void value(Value value) {
        closeTag();
        escape(value.text());
    }

    @Override
    public void end() {
        String name = open.pop();
        if (inTag) {
            out.append("/>");
            inTag = false;
        } else {
            out.append("</");
            escape(name);
            out.append('>');
        }
    }

    private void closeTag() {
        if (inTag) {
            out.append('>');
            inTag = false;
        }
    }

    private void escape(String text) {
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            switch (c) {
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '&' -> out.append("&amp;");
                case '"' -> out.append("&quot;");
                case '\r' -> out.append("&#13;");
                case '\n' -> out.append("&#10;");
                case '\t' -> out.append("&#9;");
                default -> out.appendCodePoint(mayStand(c) ? c : 0xfffd);
            }
            i += Character.charCount(c);
        }
    }

    private static boolean mayStand(int c) {
        return c >= 0x20 && (c < 0xd800 || c > 0xdfff) && c != 0xfffe && c != 0xffff;
    }
}
