package bzh.vigie.agent.persistence.format.server;

import bzh.vigie.agent.persistence.format.Commands;
import bzh.vigie.agent.persistence.format.ConfigLines;
import bzh.vigie.agent.persistence.format.ConfigLines.Entry;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import bzh.vigie.event.Item.Trait;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What file servers run, and whom they let in with the rights of the superuser. */
public final class Sharing {
    private static final Pattern RUNS = Pattern.compile(
            "(?:root)?(?:preexec|postexec)|exec|magicscript|(?:add|delete|rename|set).*script|usernamemapscript|.*command"
                    + "|panicaction|passwdprogram|checkpasswordscript|winshook|(?:abort)?shutdownscript|idmapconfig.*script|tlsverify.*script"
                    + "|changenotifyscript|afsusernamemapscript");
    private static final Pattern SHOWN =
            Pattern.compile("vfsobjects?|preloadmodules|configfile|forceuser|adminusers|magicoutput");
    private static final Pattern CLIENT = Pattern.compile("([^\\s()]{0,256})\\(([^()]{0,512})\\)");

    private Sharing() {}

    /** smb.conf(5): commands around connections, and modules of shares; names ignore case and blanks. */
    public static Format samba() {
        return Sharing::samba;
    }

    /** exports(5): shares on which a client's superuser is one here too. */
    public static Format nfs() {
        return Sharing::nfs;
    }

    private static Parsed samba(SourceFile file) {
        List<Draft> drafts = new ArrayList<>();
        List<String> includes = new ArrayList<>();
        for (Entry entry : ConfigLines.entries(ConfigLines.joined(file, "#;"))) {
            String key = entry.key().toLowerCase(Locale.ROOT).replaceAll("\\s", "");
            String name = "[" + entry.section() + "] " + entry.key();
            if (entry.value().isEmpty()) {
                continue;
            }
            if (key.equals("include") && !entry.value().contains("%")) {
                includes.add(ConfigLines.path(file, entry.value()));
            } else if (RUNS.matcher(key).matches()) {
                drafts.add(Commands.shell(name, entry.value(), entry.value()));
            } else if (SHOWN.matcher(key).matches()) {
                drafts.add(Commands.shown(name, entry.value())
                        .with(
                                Trait.SUPERUSER,
                                key.equals("forceuser") && entry.value().equals("root")));
            }
        }
        return Parsed.including(drafts, includes, 0);
    }

    private static Parsed nfs(SourceFile file) {
        List<Draft> drafts = new ArrayList<>();
        for (String line : ConfigLines.joined(file, "#")) {
            String path = line.split("\\s+", 2)[0];
            Matcher client = CLIENT.matcher(line);
            while (client.find()) {
                List<String> options = List.of(client.group(2).split(",", -1));
                // whoever is nobody there has the superuser's rights (exports(5), User ID Mapping)
                if (options.contains("no_root_squash") || options.contains("anonuid=0")) {
                    String who = client.group(1).isEmpty() ? "*" : client.group(1);
                    drafts.add(Commands.shown(path + " " + who, client.group(2)).with(Trait.SUPERUSER, true));
                }
            }
        }
        return Parsed.of(drafts, 0);
    }
}
