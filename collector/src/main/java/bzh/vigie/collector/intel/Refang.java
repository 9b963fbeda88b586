package bzh.vigie.collector.intel;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Undoes what people write so that nobody clicks by accident: {@code hxxps://evil[.]example}, {@code 192.0.2[.]1}, {@code a(at)b}. Pure. */
final class Refang {
    private static final Pattern DOT = Pattern.compile(
            "\\[\\.]|\\(\\.\\)|\\{\\.}|\\[\\.|\\.]|\\[dot]|\\(dot\\)|\\{dot}|\\\\\\.", Pattern.CASE_INSENSITIVE);

    private static final Pattern COLON = Pattern.compile("\\[:]|\\(:\\)");
    private static final Pattern SLASHES = Pattern.compile("\\[://]|\\[:]//|:\\[//]|\\[/]/|:/\\[/]|\\[:\\\\\\\\]");
    private static final Pattern AT = Pattern.compile("\\[@]|\\(@\\)|\\[at]|\\(at\\)|\\{at}", Pattern.CASE_INSENSITIVE);
    private static final Pattern SCHEME =
            Pattern.compile("^(?:h[tx*]{2}p(s?)|meow(s?)|(f[tx*]p))(?=:|\\[:)", Pattern.CASE_INSENSITIVE);

    private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cf}\\u00a0]");

    private Refang() {}

    static String of(String text) {
        String plain = INVISIBLE.matcher(text).replaceAll("").strip();
        plain = SLASHES.matcher(plain).replaceAll("://");
        plain = DOT.matcher(plain).replaceAll(".");
        plain = COLON.matcher(plain).replaceAll(":");
        plain = AT.matcher(plain).replaceAll("@");
        Matcher scheme = SCHEME.matcher(plain);
        if (!scheme.find()) {
            return plain;
        }
        boolean secure = isSome(scheme.group(1)) || isSome(scheme.group(2));
        return (scheme.group(3) != null ? "ftp" : secure ? "https" : "http") + plain.substring(scheme.end());
    }

    private static boolean isSome(@Nullable String group) {
        return group != null && !group.isEmpty();
    }
}
