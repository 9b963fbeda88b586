package bzh.vigie.collector.detect.watchlist;

import bzh.vigie.collector.intel.NormalForms;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** URLs that stand in a text. Pure. */
final class UrlsInText {
    private static final Pattern URL = Pattern.compile("(?i)\\b(?:https?|ftp)://[^\\s\"'<>|^`)\\]},;]{4,2048}");
    private static final int MOST = 64;

    private UrlsInText() {}

    /** Each in its normal form: without scheme, user and fragment. */
    static void each(String text, Consumer<String> to) {
        Matcher urls = URL.matcher(text);
        for (int i = 0; i < MOST && urls.find(); i++) {
            NormalForms.url(urls.group()).ifPresent(to);
        }
    }

    /** It, and it up to each slash and to its question mark. */
    static void beginnings(String url, Consumer<String> to) {
        to.accept(url);
        int left = MOST;
        for (int i = url.length() - 1; i > 0 && left > 0; i--) {
            char c = url.charAt(i);
            if (c == '/' || c == '?' || c == '&') {
                to.accept(url.substring(0, i));
                left--;
            }
        }
    }
}
