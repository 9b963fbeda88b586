package bzh.vigie.agent.persistence.format.boot;

import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.ShellText;
import bzh.vigie.agent.persistence.format.SourceFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What xinetd(8) starts for a connection, or where it sends it on: <code>service NAME { … }</code> (xinetd.conf(5)). */
public final class Xinetd implements Format {
    private static final Set<String> SHOWN =
            Set.of("server", "server_args", "user", "port", "socket_type", "redirect", "bind", "env", "passenv", "id");

    @Override
    public Parsed parse(SourceFile file) {
        List<Draft> drafts = new ArrayList<>();
        Map<String, String> settings = new LinkedHashMap<>();
        String service = "";
        for (String raw : file.lines()) {
            String line = raw.strip();
            int equals = line.indexOf('=');
            if (line.startsWith("service ") || line.startsWith("service\t")) {
                service = line.substring(8).replace("{", "").strip();
                settings.clear();
            } else if (line.startsWith("}")) {
                end(service, settings, drafts);
                service = "";
            } else if (equals > 0 && line.charAt(0) != '#' && !service.isEmpty()) {
                String key = line.substring(0, equals).replaceAll("[+-]$", "").strip();
                settings.put(key, line.substring(equals + 1).strip());
            }
        }
        end(service, settings, drafts);
        return Parsed.of(drafts, 0);
    }

    private static void end(String service, Map<String, String> settings, List<Draft> drafts) {
        String server = settings.getOrDefault("server", "");
        if (service.isEmpty() || (server.isEmpty() && !settings.containsKey("redirect"))) {
            return;
        }
        String value = settings.entrySet().stream()
                .filter(setting -> SHOWN.contains(setting.getKey()))
                .map(setting -> setting.getKey() + " = " + setting.getValue())
                .collect(Collectors.joining("\n"));
        List<String> words = new ArrayList<>(server.isEmpty() ? List.of() : List.of(server));
        words.addAll(ShellText.words(settings.getOrDefault("server_args", "")));
        Run run = server.isEmpty() ? new Run.Nothing() : new Run.Arguments(words, List.of());
        String name = settings.getOrDefault("id", service);
        drafts.add(Draft.of(name, value, run)
                .enabled(!settings.getOrDefault("disable", "no").equals("yes"))
                .suspectedBy(value));
    }
}
