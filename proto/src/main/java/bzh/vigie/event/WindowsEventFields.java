package bzh.vigie.event;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Gathers the fields of a {@link WindowsEvent} while its XML is told. {@code RenderingInfo}, the message in the words of the
 * machine's language, is left out. Bounded: 4,096 values, 1 Mi characters, 256 pieces of
 * text an element, 64 elements in one another; what is over is left out.
 */
public final class WindowsEventFields implements XmlHandler {
    private static final int MAX_VALUES = 4_096;
    private static final int MAX_CHARACTERS = 1 << 20;
    private static final int MAX_PIECES = 256;
    private static final int MAX_DEPTH = 64;
    private static final int USUAL_FIELDS = 24;

    /** Depth of the sections: {@code System}, {@code EventData}, {@code UserData} and others. */
    private static final int SECTION = 2;

    private final Map<String, String> system = LinkedHashMap.newLinkedHashMap(USUAL_FIELDS);
    private final Map<String, String> fields = LinkedHashMap.newLinkedHashMap(USUAL_FIELDS);
    private final String[] names = filled();
    private final String[] texts = filled();
    private final int[] pieces = new int[MAX_DEPTH + 1];
    private final boolean[] parents = new boolean[MAX_DEPTH + 1];
    private int depth;
    private int values;
    private int characters;

    public WindowsEvent event() {
        return new WindowsEvent(system, fields);
    }

    @Override
    public void start(String name) {
        depth++;
        if (depth > MAX_DEPTH) {
            return;
        }
        parents[depth - 1] = true;
        parents[depth] = false;
        texts[depth] = "";
        pieces[depth] = 0;
        names[depth] = depth > first() ? names[depth - 1] + "." + name : name;
    }

    @Override
    public void attribute(String name, String value) {
        if (depth > MAX_DEPTH || depth <= SECTION || name.startsWith("xmlns")) {
            return;
        }
        switch (names[SECTION]) {
            case "System" -> {
                if (depth == SECTION + 1) {
                    put(system, names[depth] + "_" + name, value);
                }
            }
            case "EventData" -> {
                if (depth == SECTION + 1 && name.equals("Name") && !value.isEmpty()) {
                    names[depth] = value;
                }
            }
            case "RenderingInfo" -> {
                // Left out.
            }
            default -> {
                if (depth >= first()) {
                    put(fields, names[depth] + "." + name, value);
                }
            }
        }
    }

    @Override
    public void text(String text) {
        if (depth > SECTION
                && depth <= MAX_DEPTH
                && pieces[depth]++ < MAX_PIECES
                && texts[depth].length() + text.length() <= MAX_CHARACTERS) {
            texts[depth] = texts[depth].isEmpty() ? text : texts[depth] + text;
        }
    }

    @Override
    public void end() {
        if (depth > SECTION && depth <= MAX_DEPTH) {
            finish(texts[depth]);
        }
        depth = Math.max(0, depth - 1);
    }

    private void finish(String text) {
        // Blanks between an element's children are layout.
        boolean said = !(parents[depth] && text.isBlank());
        switch (names[SECTION]) {
            case "System" -> {
                if (depth == SECTION + 1 && said && !text.isEmpty()) {
                    put(system, names[depth], text);
                }
            }
            case "RenderingInfo" -> {
                // Left out.
            }
            default -> {
                if (depth >= first() && said) {
                    put(fields, names[depth], text);
                }
            }
        }
    }

    /** Depth of the elements that are fields: UserData has one element around them that the provider names. */
    private int first() {
        return names[SECTION].equals("UserData") ? SECTION + 2 : SECTION + 1;
    }

    private void put(Map<String, String> to, String name, String value) {
        values++;
        characters += name.length() + value.length();
        if (values <= MAX_VALUES && characters <= MAX_CHARACTERS) {
            to.merge(name, value, (before, next) -> before + "\n" + next);
        }
    }

    private static String[] filled() {
        String[] texts = new String[MAX_DEPTH + 1];
        Arrays.fill(texts, "");
        return texts;
    }
}
