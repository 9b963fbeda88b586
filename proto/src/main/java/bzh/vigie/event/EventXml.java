package bzh.vigie.event;

/**
 * Reads the XML of a Windows event as the system renders it ({@code EvtRender}, Event Viewer's details): elements, attributes,
 * text, character data sections, the five named entities and character references. Comments and processing instructions are
 * passed over; a document type, which such XML never has, ends the reading. Pure and total; bounded at 4 Mi characters and 64
 * elements in one another.
 */
public final class EventXml {
    private static final int MAX_CHARACTERS = 4 << 20;
    private static final int MAX_DEPTH = 64;

    private final String xml;
    private final int end;
    private final XmlHandler to;
    private int at;
    private int depth;

    private EventXml(String xml, XmlHandler to) {
        this.xml = xml;
        this.end = Math.min(xml.length(), MAX_CHARACTERS);
        this.to = to;
    }

    /** Tells what stands in the text; every start that was told gets its end. @return whether all of it could be read */
    public static boolean read(String xml, XmlHandler to) {
        EventXml reader = new EventXml(xml, to);
        boolean whole = reader.content() && reader.depth == 0 && reader.end == xml.length();
        for (; reader.depth > 0; reader.depth--) {
            to.end();
        }
        return whole;
    }

    private boolean content() {
        while (at < end) {
            if (xml.charAt(at) != '<') {
                int next = xml.indexOf('<', at);
                int stop = next < 0 || next > end ? end : next;
                if (depth > 0) {
                    to.text(resolved(xml.substring(at, stop)));
                }
                at = stop;
            } else if (!markup()) {
                return false;
            }
        }
        return true;
    }

    private boolean markup() {
        if (xml.startsWith("<!--", at)) {
            return past("-->");
        }
        if (xml.startsWith("<?", at)) {
            return past("?>");
        }
        if (xml.startsWith("<![CDATA[", at)) {
            int from = at + 9;
            if (!past("]]>") || depth == 0) {
                return false;
            }
            to.text(xml.substring(from, at - 3));
            return true;
        }
        if (xml.startsWith("</", at)) {
            if (depth == 0 || !past(">")) {
                return false;
            }
            depth--;
            to.end();
            return true;
        }
        return element();
    }

    private boolean element() {
        at++;
        String name = name();
        if (name.isEmpty() || depth >= MAX_DEPTH) {
            return false;
        }
        depth++;
        to.start(name);
        while (true) {
            blanks();
            if (at >= end) {
                return false;
            }
            char c = xml.charAt(at);
            if (c == '>') {
                at++;
                return true;
            }
            if (c == '/') {
                depth--;
                to.end();
                return past(">");
            }
            if (!attribute()) {
                return false;
            }
        }
    }

    private boolean attribute() {
        String name = name();
        blanks();
        if (name.isEmpty() || at >= end || xml.charAt(at) != '=') {
            return false;
        }
        at++;
        blanks();
        char quote = at < end ? xml.charAt(at) : ' ';
        if (quote != '"' && quote != '\'') {
            return false;
        }
        int from = at + 1;
        int close = xml.indexOf(quote, from);
        if (close < 0 || close >= end) {
            return false;
        }
        at = close + 1;
        to.attribute(name, resolved(xml.substring(from, close)));
        return true;
    }

    private String name() {
        int from = at;
        while (at < end && "<>/='\" \t\r\n".indexOf(xml.charAt(at)) < 0) {
            at++;
        }
        return xml.substring(from, at);
    }

    private void blanks() {
        while (at < end && xml.charAt(at) <= ' ') {
            at++;
        }
    }

    private boolean past(String mark) {
        int found = xml.indexOf(mark, at);
        at = found < 0 ? end : found + mark.length();
        return found >= 0 && at <= end;
    }

    /** The text with its references resolved; one that is none stays as written. */
    private static String resolved(String text) {
        int next = text.indexOf('&');
        if (next < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        int from = 0;
        while (next >= 0) {
            int close = text.indexOf(';', next);
            if (close < 0) {
                break;
            }
            int c = close - next > 12 ? -1 : character(text.substring(next + 1, close));
            if (c >= 0) {
                out.append(text, from, next).appendCodePoint(c);
                from = close + 1;
                next = text.indexOf('&', from);
            } else {
                next = text.indexOf('&', next + 1);
            }
        }
        return out.append(text, from, text.length()).toString();
    }

    private static int character(String reference) {
        return switch (reference) {
            case "amp" -> '&';
            case "lt" -> '<';
            case "gt" -> '>';
            case "quot" -> '"';
            case "apos" -> '\'';
            default -> number(reference);
        };
    }

    private static int number(String reference) {
        if (!reference.startsWith("#")) {
            return -1;
        }
        boolean hex = reference.startsWith("#x");
        int value = 0;
        for (int i = hex ? 2 : 1; i < reference.length(); i++) {
            int digit = Character.digit(reference.charAt(i), hex ? 16 : 10);
            value = value * (hex ? 16 : 10) + digit;
            if (digit < 0 || value > Character.MAX_CODE_POINT) {
                return -1;
            }
        }
        return reference.length() > (hex ? 2 : 1) ? value : -1;
    }
}
