package bzh.vigie.agent.persistence.windows;

import bzh.vigie.agent.host.HostText;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Content of a Windows file as text: UTF-16 where a mark at its beginning says so, otherwise UTF-8. Pure and total. */
public final class WindowsText {
    private WindowsText() {}

    /** The text without its mark. */
    public static String of(byte[] content) {
        if (begins(content, 0xff, 0xfe)) {
            return new String(content, 2, content.length - 2, StandardCharsets.UTF_16LE);
        }
        if (begins(content, 0xfe, 0xff)) {
            return new String(content, 2, content.length - 2, StandardCharsets.UTF_16BE);
        }
        boolean marked = begins(content, 0xef, 0xbb) && content.length > 2 && (content[2] & 0xff) == 0xbf;
        return HostText.content(marked ? Arrays.copyOfRange(content, 3, content.length) : content);
    }

    private static boolean begins(byte[] content, int first, int second) {
        return content.length > 1 && (content[0] & 0xff) == first && (content[1] & 0xff) == second;
    }
}
