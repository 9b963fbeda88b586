package bzh.vigie.agent.persistence.format.hook;

import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import bzh.vigie.event.Item.Trait;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A script that dpkg keeps of an installed package and runs when it is upgraded or removed (deb-postinst(5)). There are
 * thousands and dpkg has no sums of them, so only one that does what none of 552 of Debian's was seen to do is an item: fetch, run
 * what it decodes or finds in /tmp, let in keys or accounts. Its value is the lines that do.
 */
public final class MaintainerScript implements Format {
    private static final int SHOWN_LINES = 5;
    private static final int SHOWN = 300;

    private static final String BEGIN = "(?:^|[\\s;|&(`])";
    private static final Map<Trait, Pattern> SIGNS = new EnumMap<>(Map.of(
            Trait.NETWORK_TOOL,
            Pattern.compile(BEGIN + "(?:curl|wget)\\s{1,8}(?:[-$\"']|https?:|ftp:)"
                    + "|/dev/(?:tcp|udp)/|socket\\.socket|IO::Socket|fsockopen|s_client"
                    + "|" + BEGIN
                    + "(?:nc|ncat|netcat|telnet)\\s{1,8}(?:-\\w{1,8}\\s{1,8}){0,4}[\\w.$\"{}]{1,64}\\s{1,8}\\d"
                    + "|" + BEGIN + "socat\\s"),
            Trait.DECODES,
            Pattern.compile(
                    "(?:base(?:64|32)|xxd|uudecode|openssl)\\s[^\\n]{0,200}(?:\\|\\s{0,8}(?:\\S{0,64}/)?(?:sh|bash|dash|python\\d?|perl)\\b|>\\s{0,8}/(?!dev/null\\b))"
                            + "|\\beval\\b[^\\n]{0,100}(?:base64|xxd|openssl)"),
            Trait.INLINE_SCRIPT,
            Pattern.compile(
                    "\\|\\s{0,8}(?:/\\S{0,64}/)?(?:sh|bash|dash|python\\d?|perl)\\s{0,8}(?:-\\s{0,8})?(?:$|[;&)])"
                            + "|(?:^|[;&|]\\s{0,8})(?:(?:ba|da)?sh\\s{1,8}|\\.\\s{1,8})?/(?:tmp|var/tmp|dev/shm)/"
                            + "|" + BEGIN + "(?:nohup|setsid)\\s|" + BEGIN
                            + "crontab\\s{1,8}-(?:\\s|$)|\\bbash\\s{1,8}-i\\b"),
            Trait.SUPERUSER,
            Pattern.compile(
                    "authorized_keys|NOPASSWD|(?:useradd|usermod)\\b[^\\n]{0,100}\\s-(?:\\w{0,8}o\\w{0,8}|-non-unique)\\b"),
            Trait.LOADER_VARIABLE,
            Pattern.compile("ld\\.so\\.preload|LD_PRELOAD=")));

    @Override
    public boolean looksIntoPrograms() {
        return true;
    }

    @Override
    public Parsed parse(SourceFile file) {
        List<String> lines = new ArrayList<>();
        Set<Trait> traits = EnumSet.noneOf(Trait.class);
        for (String raw : file.lines()) {
            String line = raw.strip();
            if (line.isEmpty() || line.charAt(0) == '#') {
                continue;
            }
            int before = traits.size();
            boolean shows = false;
            for (Map.Entry<Trait, Pattern> sign : SIGNS.entrySet()) {
                if (sign.getValue().matcher(line).find()) {
                    traits.add(sign.getKey());
                    shows = true;
                }
            }
            if (shows && (lines.size() < SHOWN_LINES || traits.size() > before)) {
                lines.add(line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "…");
            }
        }
        if (traits.isEmpty()) {
            return Parsed.of(List.of(), 0);
        }
        return Parsed.of(List.of(new Draft(file.name(), String.join("\n", lines), new Run.Itself(), true, traits)), 0);
    }
}
