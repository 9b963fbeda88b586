package bzh.vigie.agent.persistence.format.access;

import bzh.vigie.agent.persistence.format.Commands;
import bzh.vigie.agent.persistence.format.ConfigLines;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The servers that answer for names, and answers of their own, as somebody set them: resolved.conf(5), systemd.network(5),
 * nm-settings-keyfile(5), netplan(5), interfaces(5), dhclient.conf(5), resolvconf(8), dnsmasq(8). An item for each line. What a lease
 * brings is none: resolv.conf is not read, which most systems write by themselves.
 */
public final class NameServers implements Format {
    private static final Pattern SET = Pattern.compile(
            "(?i)(?:DNS|FallbackDNS|servers|dns-nameservers|nameserver|name_servers"
                    + "|(?:supersede|prepend|append|default)\\s{1,8}domain-name-servers)(?:\\s{0,8}=\\s{0,8}|\\s{1,8})\\S.*");
    private static final Pattern SET_OF_DNSMASQ = Pattern.compile("(?:server|local|address|rev-server)\\s{0,8}=.*");
    private static final Set<String> PLAN_KEYS = Set.of("addresses", "search");
    private static final Pattern ADDRESS =
            Pattern.compile(".*(?:\\d{1,3}(?:\\.\\d{1,3}){3}|[0-9a-fA-F]{0,4}:[0-9a-fA-F]{0,4}:[0-9a-fA-F:.]*).*");

    @Override
    public Parsed parse(SourceFile file) {
        List<Draft> drafts = new ArrayList<>();
        Pattern set = file.path().text().contains("dnsmasq") ? SET_OF_DNSMASQ : SET;
        boolean plan = file.name().endsWith(".yaml");
        boolean list = false;
        for (String line : ConfigLines.of(file, "#;")) {
            String key = line.split("[\\s:=]", 2)[0];
            // of netplan, a list below "nameservers", in brackets or one a line
            list = plan && (key.equals("nameservers") || (list && (key.equals("-") || PLAN_KEYS.contains(key))));
            boolean told = plan ? list : set.matcher(line).matches();
            if (told && ADDRESS.matcher(line).matches()) {
                drafts.add(Commands.shown(plan ? "nameservers" : key, line));
            }
        }
        return Parsed.of(drafts, 0);
    }
}
