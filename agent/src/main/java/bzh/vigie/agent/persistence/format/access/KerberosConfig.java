package bzh.vigie.agent.persistence.format.access;

import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.Parsed.Include;
import bzh.vigie.agent.persistence.format.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What Kerberos loads and whom it takes for whom (krb5.conf(5)): an item for each plug-in module, for each rule that makes a
 * principal an account, for each server of the machine's own realm (of all where the file does not tell which that is).
 */
public final class KerberosConfig implements Format {
    private static final List<String> PLUGINS = List.of(
            "/usr/lib/x86_64-linux-gnu/krb5/plugins/*",
            "/usr/lib64/krb5/plugins/*",
            "/usr/lib/*/krb5/plugins/*",
            "/usr/lib/krb5/plugins/*");
    private static final List<String> SERVERS = List.of("kdc", "admin_server", "kpasswd_server");
    private static final Set<String> TOLD = Set.of(
            "auth_to_local",
            "auth_to_local_names",
            "k5login_directory",
            "k5login_authoritative",
            "plugin_base_dir",
            "enable_only",
            "disable",
            "kdc",
            "admin_server",
            "kpasswd_server",
            "default_realm",
            "dns_lookup_kdc");

    @Override
    public Parsed parse(SourceFile file) {
        List<Draft> drafts = new ArrayList<>();
        List<Include> includes = new ArrayList<>();
        List<String> place = new ArrayList<>();
        int malformed = 0;
        for (String raw : file.lines()) {
            String line = raw.strip();
            int equals = line.indexOf('=');
            if (line.isEmpty() || line.charAt(0) == '#' || line.charAt(0) == ';') {
                continue;
            }
            String[] words = line.split("\\s+", 2);
            if (line.startsWith("[")) {
                place.clear();
                place.add(line.replaceAll("[\\[\\]*]", "").strip());
            } else if (words.length == 2 && words[0].equals("include")) {
                includes.add(Include.of(words[1]));
            } else if (words.length == 2 && words[0].equals("includedir")) {
                includes.add(Include.of(words[1] + "/*"));
            } else if (words.length == 2 && words[0].equals("module") && equals < 0) {
                String module = words[1].split(":", 2)[0];
                drafts.add(Draft.of("module " + module, line, new Run.Search(module, PLUGINS)));
            } else if (line.startsWith("}")) {
                if (place.size() > 1) {
                    place.removeLast();
                }
            } else if (equals > 0 && line.endsWith("{")) {
                if (place.size() < 16) {
                    place.add(line.substring(0, equals).strip());
                }
            } else if (equals > 0) {
                setting(
                        place,
                        line.substring(0, equals).strip(),
                        line.substring(equals + 1).strip(),
                        drafts);
            } else {
                malformed++;
            }
        }
        String own = drafts.stream()
                .filter(draft -> draft.name().equals("libdefaults/default_realm"))
                .map(Draft::value)
                .findFirst()
                .orElse("");
        drafts.removeIf(draft -> !own.isEmpty()
                && SERVERS.stream().anyMatch(server -> draft.name().endsWith("/" + server))
                && !draft.name().startsWith("realms/" + own + "/"));
        return new Parsed(drafts, includes, malformed);
    }

    private static void setting(List<String> place, String key, String value, List<Draft> drafts) {
        String section = String.join("/", place);
        if (key.equals("module") && section.startsWith("plugins")) {
            // NAME:FILE
            String library = value.substring(value.indexOf(':') + 1);
            drafts.add(Draft.of(section + "/module " + value, value, new Run.Search(library, PLUGINS)));
        } else if (TOLD.contains(key) || place.contains("auth_to_local_names")) {
            drafts.add(Draft.of(section + "/" + key, value, new Run.Nothing()));
        }
    }
}
