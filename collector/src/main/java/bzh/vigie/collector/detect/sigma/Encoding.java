package bzh.vigie.collector.detect.sigma;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/** What the encoding modifiers make of a value: UTF-16 in one of its forms, then Base64 or its three forms inside longer text. */
record Encoding(Charset charset, boolean marked, Base base) {
    private static final byte[] MARK = {(byte) 0xff, (byte) 0xfe};

    enum Base {
        NONE,
        WHOLE,
        INSIDE
    }

    static Encoding of(Set<String> modifiers) {
        boolean little = modifiers.contains("wide") || modifiers.contains("utf16le") || modifiers.contains("utf16");
        Charset charset = modifiers.contains("utf16be")
                ? StandardCharsets.UTF_16BE
                : little ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_8;
        Base base = modifiers.contains("base64")
                ? Base.WHOLE
                : modifiers.contains("base64offset") ? Base.INSIDE : Base.NONE;
        return new Encoding(charset, modifiers.contains("utf16"), base);
    }

    /** Whether it leaves a value as it is. */
    boolean isNone() {
        return base == Base.NONE && charset.equals(StandardCharsets.UTF_8);
    }

    /** The patterns of which one must match; without Base64 a byte is a character of the same number. */
    List<TextPattern> of(TextPattern plain, int line) throws Refusal {
        if (isNone()) {
            return List.of(plain);
        }
        if (base == Base.NONE) {
            if (marked && plain.hasWildcard()) {
                throw new Refusal(line, Fault.WILDCARD_IN_UTF16);
            }
            return List.of(plain.mapped(this::characters));
        }
        if (plain.hasWildcard()) {
            throw new Refusal(line, Fault.WILDCARD_IN_BASE64);
        }
        byte[] bytes = bytes(plain.text());
        return base == Base.WHOLE
                ? List.of(TextPattern.literal(Base64.getEncoder().encodeToString(bytes)))
                : inside(bytes);
    }

    private String characters(String text) {
        return new String(bytes(text), StandardCharsets.ISO_8859_1);
    }

    private byte[] bytes(String text) {
        byte[] bytes = text.getBytes(charset);
        if (!marked) {
            return bytes;
        }
        byte[] with = new byte[MARK.length + bytes.length];
        System.arraycopy(MARK, 0, with, 0, MARK.length);
        System.arraycopy(bytes, 0, with, MARK.length, bytes.length);
        return with;
    }

    /** The text may begin at any of three places in a group of three bytes; what neighbours change is cut off. */
    private static List<TextPattern> inside(byte[] bytes) {
        int[] start = {0, 2, 3};
        int[] end = {0, 3, 2};
        List<TextPattern> found = new ArrayList<>();
        for (int offset = 0; offset < 3; offset++) {
            byte[] shifted = new byte[bytes.length + offset];
            System.arraycopy(bytes, 0, shifted, offset, bytes.length);
            String encoded = Base64.getEncoder().encodeToString(shifted);
            int to = encoded.length() - end[shifted.length % 3];
            found.add(TextPattern.literal(encoded.substring(Math.min(start[offset], to), to)));
        }
        return found;
    }
}
