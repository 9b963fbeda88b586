package bzh.vigie.agent.persistence.format.server;

import bzh.vigie.agent.persistence.format.Commands;
import bzh.vigie.agent.persistence.format.ConfigLines;
import bzh.vigie.agent.persistence.format.ConfigLines.Entry;
import bzh.vigie.agent.persistence.format.Directives;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Packets that open a door: port knocking, and firewall rules that send connections elsewhere or wait for a sign. */
public final class Knocking {
    private static final Pattern IPTABLES = Pattern.compile(
            ".*(?:-j|--jump)\\s+(?:REDIRECT|DNAT|TPROXY|NFQUEUE|NETMAP|TEE)\\b.*|.*-m\\s+(?:recent|string|u32|bpf)\\b.*|.*--hex-string.*");
    private static final Pattern NFT = Pattern.compile(
            ".*\\b(?:redirect\\s+to|dnat\\s+(?:ip6?\\s+)?to|tproxy|dup\\s+to|queue(?:\\s+(?:num|to|flags)\\b)|@(?:th|ih|nh|ll),).*");
    private static final Pattern XML_RULE =
            Pattern.compile("<(?:forward-port|rule|passthrough)\\b[^>]{0,1024}>([^<]{0,1024})");

    private Knocking() {}

    /** knockd.conf: what a sequence of ports runs. */
    public static Format knockd() {
        return Knocking::knockd;
    }

    /** access.conf of fwknopd: commands that a client may send, or that are run for it. */
    public static Format fwknop() {
        return Directives.commentedBy("#;")
                .on("CMD_CYCLE_OPEN|CMD_CYCLE_CLOSE", (key, value) -> List.of(Commands.shell(key, value, strip(value))))
                .shown("ENABLE_CMD_EXEC|ENABLE_CMD_SUDO_EXEC", "y;?")
                .shown("SOURCE|CMD_EXEC_USER|OPEN_PORTS|FORCE_NAT|FORCE_SNAT", ".+")
                .include("%include|%include_folder");
    }

    /** Rules of iptables, nftables and firewalld that are loaded at the start and redirect, copy or count packets for a sign. */
    public static Format firewall() {
        return Knocking::firewall;
    }

    private static String strip(String value) {
        return value.replaceFirst(";\\s*$", "");
    }

    private static Parsed knockd(SourceFile file) {
        List<Entry> entries = ConfigLines.entries(ConfigLines.of(file, "#"));
        List<Draft> drafts = new ArrayList<>();
        for (Entry entry : entries) {
            String key = entry.key().toLowerCase(Locale.ROOT);
            if (key.matches("(?:start_|stop_)?command(?:6)?|start_command_6|stop_command_6")) {
                String sequence = entries.stream()
                        .filter(e -> e.section().equals(entry.section())
                                && e.key().toLowerCase(Locale.ROOT).endsWith("sequence"))
                        .map(Entry::value)
                        .findFirst()
                        .orElse("");
                String value = entry.value() + (sequence.isEmpty() ? "" : "\nsequence=" + sequence);
                drafts.add(Commands.shell(entry.section() + " " + entry.key(), value, entry.value()));
            }
        }
        return Parsed.of(drafts, 0);
    }

    private static Parsed firewall(SourceFile file) {
        List<Draft> drafts = new ArrayList<>();
        if (file.name().endsWith(".xml")) {
            Matcher rule = XML_RULE.matcher(file.text());
            while (rule.find() && drafts.size() < 256) {
                String text = rule.group().replaceAll("\\s+", " ");
                if (text.startsWith("<forward-port") || IPTABLES.matcher(text).matches()) {
                    drafts.add(Commands.shown(text, text));
                }
            }
            return Parsed.of(drafts, 0);
        }
        for (String line : ConfigLines.joined(file, "#:")) {
            if (IPTABLES.matcher(line).matches() || NFT.matcher(line).matches()) {
                drafts.add(Commands.shown(line, line));
            }
        }
        return Parsed.of(drafts, 0);
    }
}
