package bzh.vigie.agent.persistence.format;

import bzh.vigie.event.Item.Trait;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a Windows command or script shows by itself, without asking the machine. Repetitions are bounded, so that hostile text
 * costs time in proportion to its length.
 */
public final class WindowsSuspicion {
    private static final int LIMIT = 256 << 10;
    private static final Pattern NETWORK = Pattern.compile("(?i)https?://|ftp://|\\\\\\\\[\\w.@-]{1,255}\\\\"
            + "|\\b(?:downloadstring|downloadfile|downloaddata|openread|uploadstring|net\\.webclient|webrequest"
            + "|invoke-webrequest|invoke-restmethod|start-bitstransfer|tcpclient|udpclient|sockets\\.|xmlhttp"
            + "|winhttprequest|msxml2)"
            + "|(?:^|[\\s;|&(\"'\\\\])(?:iwr|irm|curl|wget|nc|ncat|nc64|plink|ssh|scp|ftp|tftp|ngrok|chisel|frpc|cloudflared)"
            + "(?:\\.exe)?(?=$|[\\s;|&)\"'])"
            + "|certutil\\b[^\\n]{0,200}[-/](?:urlcache|verifyctl|ping)|bitsadmin\\b[^\\n]{0,100}/(?:transfer|addfile)"
            + "|/i:http|davwwwroot");
    private static final Pattern DECODING = Pattern.compile("(?i)frombase64string|certutil\\b[^\\n]{0,100}[-/]decode"
            + "|(?:powershell|pwsh)\\b[^\\n]{0,300}\\s[-/]e(?:c|nc?|ncod\\w{0,10})?\\s{1,8}\"?[A-Za-z0-9+/=]{16}"
            + "|io\\.compression|-bxor|\\[char\\]\\s{0,4}\\d|convert\\]::fromhex");
    private static final Pattern INLINE = Pattern.compile(
            "(?i)(?:powershell|pwsh)\\b[^\\n]{0,300}\\s[-/](?:c|command|e|ec|enc|encodedcommand)\\b|(?:javascript|vbscript):"
                    + "|\\b(?:iex|invoke-expression)\\b|scriptblock\\]::create|wscript\\.shell");
    private static final Pattern SHELL =
            Pattern.compile("(?i)(?:^|[\\s\\\\\"])cmd(?:\\.exe)?\"?\\s{1,8}(?:/[a-z:]{1,8}\\s{1,8}){0,4}/[ckr]\\b");
    private static final Pattern JOINS = Pattern.compile("[&|><\n]");
    private static final int OF_A_SHELL = 2_000;
    private static final Pattern LOADER = Pattern.compile(
            "(?i)\\b(?:cor_profiler|coreclr_profiler|complus_profapi|dotnet_startup_hooks|appdomain_manager_\\w{1,10}|node_options"
                    + "|java_tool_options|perl5opt|_java_options|pythonstartup)\\b");

    private WindowsSuspicion() {}

    /** The traits that the text shows: NETWORK_TOOL, DECODES, LOADER_VARIABLE, INLINE_SCRIPT. */
    public static Set<Trait> in(String text) {
        String looked = text.length() > LIMIT ? text.substring(0, LIMIT) : text;
        // a caret is taken away by the shell before anything reads the line
        return ofPlain(looked.replace("^", "").toLowerCase(Locale.ROOT));
    }

    /** Those of a text in lower case. */
    static Set<Trait> ofPlain(CharSequence plain) {
        Set<Trait> traits = EnumSet.noneOf(Trait.class);
        add(traits, Trait.NETWORK_TOOL, NETWORK, plain);
        add(traits, Trait.DECODES, DECODING, plain);
        add(traits, Trait.LOADER_VARIABLE, LOADER, plain);
        add(traits, Trait.INLINE_SCRIPT, INLINE, plain);
        if (joinsCommands(plain)) {
            traits.add(Trait.INLINE_SCRIPT);
        }
        return traits;
    }

    /** Whether a shell is given a line of more than one command, which stands close behind it; each place is looked at once. */
    private static boolean joinsCommands(CharSequence text) {
        Matcher shell = SHELL.matcher(text);
        Matcher joins = JOINS.matcher(text);
        int next = -1;
        while (shell.find()) {
            if (next < shell.end()) {
                if (!joins.find(shell.end())) {
                    return false;
                }
                next = joins.start();
            }
            if (text.charAt(next) != '\n' && next - shell.end() <= OF_A_SHELL) {
                return true;
            }
        }
        return false;
    }

    private static void add(Set<Trait> traits, Trait trait, Pattern pattern, CharSequence text) {
        if (pattern.matcher(text).find()) {
            traits.add(trait);
        }
    }
}
