package bzh.vigie.agent.persistence.format;

import bzh.vigie.event.Item.Trait;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the text of a command or script shows by itself, without asking the machine. Repetitions are bounded, so that hostile
 * text costs time in proportion to its length.
 */
public final class Suspicion {
    /** Text beyond this is not looked at. */
    private static final int LIMIT = 256 << 10;

    private static final Pattern NETWORK = Pattern.compile(
            "(?:^|[\\s;|&(`'\"/=])(?:curl|wget|(?:nc|ncat|netcat|nc\\.traditional|nc\\.openbsd)(?!\\s{1,8}-\\w{0,8}U)|socat|telnet|tftp|ftp|lwp-download"
                    + "|aria2c|sftp|scp|ssh|gs-netcat|chisel|ngrok|cloudflared|frpc)(?=$|[\\s;|&)`'\"])"
                    + "|/dev/(?:tcp|udp)/|/inet[46]?/(?:tcp|udp)/|openssl\\s{1,8}s_client|socket\\.(?:socket|create_connection)|IO::Socket|sockaddr_in|inet_aton|fsockopen|urllib|TCPSocket"
                    + "|require\\(['\"](?:node:)?(?:net|tls|https?)['\"]\\)|https?://");
    private static final Pattern DECODING = Pattern.compile(
            "base(?:64|32|nc)\\s{1,8}(?:--?[\\w=]{1,16}\\s{1,8}){0,4}(?:-\\w{0,16}[dD]\\w{0,16}|--d(?:e(?:code?|c)?)?\\b)"
                    + "|openssl\\s{1,8}(?:enc|base64)\\b[^\\n]{0,200}\\s-d\\b"
                    + "|xxd\\s{1,8}(?:-\\w{1,16}\\s{1,8}){0,4}-\\w{0,16}r|b64decode|decode_base64|base64_decode|(?:\\\\x[0-9a-fA-F]{2}){6}"
                    + "|uudecode|(?:\\\\0?(?:0[4-7]|1[0-7])[0-7]){6}"
                    + "|tr\\s{1,8}\\S{3,16}\\s{1,8}['\"\\[]{0,2}[b-zB-Z]-[zZ][aA]-"
                    + "|\\brev\\s{0,8}\\|\\s{0,8}(?:/\\S{0,100}/)?(?:ba|da|z|k|a)?sh\\b|\\$\\(rev\\s{0,8}<<<");
    private static final Pattern LOADER =
            Pattern.compile("\\b" + CodeVariables.names(CodeVariables.Effect.INJECTS) + "=");
    private static final Pattern INLINE = Pattern.compile(
            "(?:^|[\\s;|&(`/])(?:(?:ba|da|z|k|a)?sh)\\s{1,8}(?:-\\w{1,16}\\s{1,8}){0,4}-\\w{0,16}c\\b"
                    + "|(?:^|[\\s;|&(`/])(?:python[\\d.]*|perl|ruby|node|php|lua[\\d.]*)\\s{1,8}(?:-[\\w:=,.]{1,40}\\s{1,8}){0,4}-[cer]\\b"
                    + "|\\|\\s{0,8}(?:sudo\\s{1,8})?(?:/\\S{0,100}/)?(?:(?:ba|da|z|k|a)?sh|python[\\d.]*|perl|ruby|node|php)\\b"
                    + "|\\beval\\s{1,8}[\"'$`]"
                    + "|\\b[gmn]?awk\\b[^\\n]{0,400}/inet[46]?/(?:tcp|udp)/"
                    + "|\\b(?:nc|ncat|netcat|socat)\\b[^\\n;|&]{0,200}(?:\\s-\\w{0,8}[ec]\\s{0,4}\\S{0,100}sh\\b|\\b(?:EXEC|SYSTEM|exec|system):\\S{0,100}sh\\b|--(?:sh-)?exec\\b)");

    private static final Pattern IFS = Pattern.compile("\\$(?:\\{IFS[^}]{0,16}}|IFS\\b(?:\\$\\d)?)");
    private static final Pattern BRACES = Pattern.compile("\\{([^\\s{},]{1,4096}(?:,[^\\s{},]{0,4096}){1,16})}");

    private Suspicion() {}

    /** As a shell reads it: blanks that are written as a variable or as a list in braces are blanks. */
    private static String plain(String text) {
        String spaced = text.indexOf("IFS") < 0 ? text : IFS.matcher(text).replaceAll(" ");
        return spaced.indexOf('{') < 0
                ? spaced
                : BRACES.matcher(spaced)
                        .replaceAll(list ->
                                Matcher.quoteReplacement(" " + list.group(1).replace(',', ' ') + " "));
    }

    /** The traits that the text shows: NETWORK_TOOL, DECODES, LOADER_VARIABLE, INLINE_SCRIPT. */
    public static Set<Trait> in(String text) {
        String looked = plain(text.length() > LIMIT ? text.substring(0, LIMIT) : text);
        Set<Trait> traits = EnumSet.noneOf(Trait.class);
        if (NETWORK.matcher(looked).find()) {
            traits.add(Trait.NETWORK_TOOL);
        }
        if (DECODING.matcher(looked).find()) {
            traits.add(Trait.DECODES);
        }
        if (LOADER.matcher(looked).find()) {
            traits.add(Trait.LOADER_VARIABLE);
        }
        if (INLINE.matcher(looked).find()) {
            traits.add(Trait.INLINE_SCRIPT);
        }
        return traits;
    }
}
