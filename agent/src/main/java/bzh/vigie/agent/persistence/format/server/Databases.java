package bzh.vigie.agent.persistence.format.server;

import bzh.vigie.agent.persistence.format.Commands;
import bzh.vigie.agent.persistence.format.ConfigLines;
import bzh.vigie.agent.persistence.format.Directives;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What database servers load, run and let in. */
public final class Databases {
    private static final List<String> MYSQL_PLUGINS = List.of(
            "/usr/lib/mysql/plugin",
            "/usr/lib64/mysql/plugin",
            "/usr/lib/*/mariadb*/plugin",
            "/usr/lib64/mariadb/plugin");

    private Databases() {}

    /** my.cnf: plug-ins, statements at the start, and where files may be written. */
    public static Format mysql() {
        return Directives.commentedBy("#;")
                .on("(?:loose[-_])?plugin[-_]load(?:[-_]add)?", (key, value) -> plugins(key, value))
                .file("init[-_]file")
                .shown("init[-_]connect|init[-_]slave|init[-_]replica|plugin[-_]dir|malloc[-_]lib", ".+")
                .shown("secure[-_]file[-_]priv|skip[-_]grant[-_]tables", ".*")
                .include("!include(?:dir)?");
    }

    /** postgresql.conf and postgresql.auto.conf: libraries and commands of the server. */
    public static Format postgres() {
        return Directives.commentedBy("#")
                .on(
                        "archive_command|restore_command|archive_cleanup_command|recovery_end_command|ssl_passphrase_command",
                        (key, value) -> {
                            String command = uncommented(value);
                            return command.isEmpty() ? List.of() : List.of(Commands.shell(key, command, command));
                        })
                .on(
                        "shared_preload_libraries|session_preload_libraries|local_preload_libraries|archive_library|dynamic_library_path|jit_provider",
                        (key, value) -> {
                            String set = uncommented(value);
                            return set.isEmpty() ? List.of() : List.of(Commands.shown(key, set));
                        })
                .include("include|include_if_exists|include_dir");
    }

    /** pg_hba.conf: who comes in without proof, or over the network. */
    public static Format postgresAccess() {
        return Databases::access;
    }

    /** redis.conf, valkey.conf: modules, and where the database is written. */
    public static Format redis() {
        return Directives.commentedBy("#")
                .on("loadmodule", (key, value) -> {
                    String path = value.split("\\s+", 2)[0];
                    return List.of(Commands.file(key + " " + path, value, path));
                })
                .shown("dir|dbfilename|enable-module-command|enable-debug-command|slaveof|replicaof", ".+")
                .shown("protected-mode", "no")
                .include("include");
    }

    private static List<Draft> plugins(String key, String value) {
        List<Draft> drafts = new ArrayList<>();
        for (String plugin : value.split(";", -1)) {
            String file = plugin.substring(plugin.indexOf('=') + 1).strip();
            if (!file.isEmpty() && drafts.size() < 64) {
                drafts.add(Draft.of(
                        key + " " + plugin.strip(),
                        value,
                        new Run.Search(file.endsWith(".so") ? file : file + ".so", MYSQL_PLUGINS)));
            }
        }
        return drafts;
    }

    private static String uncommented(String value) {
        String bare = value.strip();
        if (bare.startsWith("'")) {
            int end = bare.indexOf('\'', 1);
            while (end > 0 && end + 1 < bare.length() && bare.charAt(end + 1) == '\'') {
                end = bare.indexOf('\'', end + 2);
            }
            return bare.substring(1, end < 0 ? bare.length() : end).replace("''", "'");
        }
        return ConfigLines.unquoted(bare.replaceFirst("\\s*#.*$", ""));
    }

    private static Parsed access(SourceFile file) {
        List<Draft> drafts = new ArrayList<>();
        int malformed = 0;
        for (String line : ConfigLines.of(file, "#")) {
            String[] fields = line.split("\\s+", -1);
            boolean local = fields[0].equals("local");
            int method = local ? 3 : 4;
            if (fields.length > method + 1 && fields[method].matches("[\\d.:]+")) {
                // address and mask
                method++;
            }
            if (fields[0].startsWith("include") || fields.length <= method) {
                malformed += fields[0].startsWith("include") ? 0 : 1;
                continue;
            }
            boolean loopback = !local && fields[3].matches("127\\.0\\.0\\.1(?:/32)?|::1(?:/128)?|localhost|samehost");
            boolean trust = fields[method].toLowerCase(Locale.ROOT).equals("trust");
            if (trust || (!local && !loopback)) {
                String name = String.join(" ", List.of(fields).subList(0, method));
                drafts.add(Commands.shown(name, String.join(" ", fields)));
            }
        }
        return Parsed.of(drafts, malformed);
    }
}
