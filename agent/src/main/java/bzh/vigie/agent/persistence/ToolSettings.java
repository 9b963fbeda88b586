package bzh.vigie.agent.persistence;

import bzh.vigie.agent.host.HostPath;
import bzh.vigie.text.LetterCase;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Files from which tools that move data or open tunnels take accounts and secrets when no option names one, by their manuals. Pure. */
final class ToolSettings {
    private static final int MOST_WORDS = 2_000;
    private static final Pattern WORD = Pattern.compile("(?<![\\w.-])[\\w-]{2,40}(?:\\.exe)?(?![\\w.-])");

    /** Paths of the home where they begin with none. */
    private static final Map<String, List<String>> FILES = Map.ofEntries(
            Map.entry(
                    "rclone",
                    List.of(".config/rclone/rclone.conf", ".rclone.conf", "AppData/Roaming/rclone/rclone.conf")),
            Map.entry("s3cmd", List.of(".s3cfg")),
            Map.entry("s5cmd", List.of(".aws/credentials")),
            Map.entry("aws", List.of(".aws/credentials")),
            Map.entry("gsutil", List.of(".boto")),
            Map.entry("mc", List.of(".mc/config.json")),
            Map.entry("megatools", List.of(".megarc", ".config/megatools/megarc")),
            Map.entry("megaput", List.of(".megarc")),
            Map.entry("megacopy", List.of(".megarc")),
            Map.entry("lftp", List.of(".netrc", ".lftprc", ".config/lftp/rc")),
            Map.entry("curl", List.of(".curlrc", ".config/.curlrc", ".netrc")),
            Map.entry("wget", List.of(".wgetrc", ".netrc")),
            Map.entry("msmtp", List.of(".msmtprc", ".config/msmtp/config", "/etc/msmtprc")),
            Map.entry(
                    "ngrok", List.of(".config/ngrok/ngrok.yml", ".ngrok2/ngrok.yml", "AppData/Local/ngrok/ngrok.yml")),
            Map.entry(
                    "cloudflared",
                    List.of(
                            ".cloudflared/config.yml",
                            "/etc/cloudflared/config.yml",
                            "/usr/local/etc/cloudflared/config.yml")),
            Map.entry("xmrig", List.of(".xmrig.json", ".config/xmrig.json")));

    private ToolSettings() {}

    /** Settings of the tools that a text names. */
    static Set<HostPath> in(String text, HostPath home) {
        return WORD.matcher(text)
                .results()
                .limit(MOST_WORDS)
                .map(MatchResult::group)
                .flatMap(word -> FILES.getOrDefault(NamedPath.stem(LetterCase.fold(word)), List.of()).stream())
                .flatMap(file -> path(file, home).stream())
                .collect(Collectors.toCollection(java.util.LinkedHashSet::new));
    }

    private static Optional<HostPath> path(String file, HostPath home) {
        return HostPath.parse(file.startsWith("/") ? file : home.text() + "/" + file);
    }
}
